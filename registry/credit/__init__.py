"""The quality credit record (质量信用记录) of enterprises, and who is barred from what on a day."""

"""The desk of an enterprise (企业工作台, `/d/…`): what people write declarations at, section by section, and publish
them. It asks and shows; what a declaration is, and what is to be said of it, `declarations` alone decides."""

"""Tables of the category statistics: derived, and built again with the index."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.kernel.database import Base, CanonicalNumber, Json, Key

_STALE = text("stale")


class CategoryValueRow(Base):
    """The value by which a product of a standard in force counts among its like. `circumstances` is a digest."""

    __tablename__ = "category_values"
    __table_args__ = (Index("ix_category_values_alike", "category", "code", "circumstances", "value"),)

    product_id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(primary_key=True)
    circumstances: Mapped[str] = mapped_column(String(32), primary_key=True)
    standard_id: Mapped[int] = mapped_column(Key, index=True)
    category: Mapped[str]
    value: Mapped[Decimal] = mapped_column(CanonicalNumber)


class CategoryStatisticRow(Base):
    """What is kept of them: `quantiles` are 21 decimals as texts, none until they are counted for the first time.
    `stale` says that a value has come or gone since; `covers` is the size of the journal that was counted."""

    __tablename__ = "category_statistics"
    __table_args__ = (Index("ix_category_statistics_stale", "category", sqlite_where=_STALE, postgresql_where=_STALE),)

    category: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    circumstances: Mapped[str] = mapped_column(String(32), primary_key=True)
    products: Mapped[int]
    quantiles: Mapped[list[str]] = mapped_column(Json)
    covers: Mapped[int] = mapped_column(Key)
    stale: Mapped[bool]

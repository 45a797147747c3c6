"""The kinds of columns of the application database, the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Integer, MetaData, Text
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

from makegood.messages.problems import Malformed

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class NaiveMoment(Malformed, DontWrapMixin):
    """A moment without a zone was about to be written; it says nothing about when."""


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept and given back in UTC; one without a zone raises NaiveMoment."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveMoment(f"{value.isoformat()} has no zone; a moment is kept in UTC")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def words(name: str) -> Column[str]:
    """A text that is always there, empty where there is nothing to say."""
    return Column(name, Text, nullable=False)


def word(name: str) -> Column[str]:
    """A text that takes part in the primary key."""
    return Column(name, Text, primary_key=True)


def whole(name: str) -> Column[int]:
    """A whole number that is always there: minor units, versions, counts."""
    return Column(name, BigInteger, nullable=False)


def moment(name: str) -> Column[datetime]:
    """A moment that is always there."""
    return Column(name, Moment, nullable=False)


def moment_or_none(name: str) -> Column[datetime]:
    """A moment that may not have come yet."""
    return Column(name, Moment, nullable=True)


def counter(name: str) -> Column[int]:
    """A number that the database gives, in the order of insertion."""
    kind = BigInteger().with_variant(Integer, "sqlite")
    return Column(name, kind, primary_key=True, autoincrement=True)

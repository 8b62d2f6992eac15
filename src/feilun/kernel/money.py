"""Money is a decimal with a currency; it is never a float once it is ours."""

from decimal import Decimal, InvalidOperation


def amount(value: object) -> Decimal | None:
    """A decimal with at most four places from what a sender wrote, or None if it is no amount."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) >= Decimal(10) ** 14:
        return None
    return number.quantize(Decimal("0.0001")).normalize() + 0

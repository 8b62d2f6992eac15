"""Phone numbers in E.164, by Google's rules."""

import phonenumbers


def e164(text: str, region: str = "CN") -> str | None:
    """`+8613800000000` from what a person typed, or None when it cannot be a number."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

"""The token on a sign-in card: making it, and finding the card behind it."""

from sesame.tokens import create_token, parse_token

from schools.models import Card

SCOPE = "card"


def card_token(card: Card) -> str:
    """24 letters for the QR: the pupil's number and a signature over it and the card's stamp.

    django-sesame mixes the `password` of what it signs into the signature. For a `Card` that is
    its stamp, so a new stamp voids the token, while a pupil's password or sign-in does not.
    """
    return create_token(card, SCOPE)


def card_of_token(token: str) -> Card | None:
    """The card with this token; None when it is forged, replaced, or no active pupil's.

    `parse_token`, not `authenticate()`: a wrong card is nobody's failed sign-in, so nothing
    counts it against an account or the school's address.
    """
    return parse_token(token, _card_in_use, SCOPE)


def _card_in_use(pk: int) -> Card | None:
    cards = Card.objects.filter(user__is_pupil=True, user__is_active=True, user__erased_at=None)
    return cards.select_related("user").filter(pk=pk).first()

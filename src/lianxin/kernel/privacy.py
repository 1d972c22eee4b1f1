"""People's data: shown masked, and found without being readable."""

from __future__ import annotations

import hmac
import re
import unicodedata
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 20  # × 5 bits = 100 bits
COMPOUND_SURNAME = re.compile(
    "欧阳|上官|司马|诸葛|司徒|司空|东方|东郭|独孤|南宫|南门|夏侯|皇甫|尉迟|公孙|公冶|慕容|长孙|宇文|令狐|"
    "端木|轩辕|申屠|百里|呼延|澹台|太叔|淳于|单于|闻人|赫连|濮阳|钟离|鲜于|闾丘|完颜"
)


def normalise_phone(text: str) -> str:
    """Digits alone, full-width ones and China's own country code made plain."""
    digits = re.sub(r"[^\d]", "", unicodedata.normalize("NFKC", text), flags=re.ASCII)
    return re.sub(r"^(?:00)?86(?=1\d{10}$)", "", digits)


def mask_phone(text: str) -> str:
    """138****5678; of a short number only the last two digits stay."""
    digits = normalise_phone(text)
    head, tail = (digits[:3], digits[-4:]) if len(digits) > 8 else ("", digits[-2:])  # noqa: PLR2004  a number with an area code
    return head + "*" * (len(digits) - len(head) - len(tail)) + tail


def mask_name(name: str) -> str:
    """The surname and a star for each further character; a lone character is hidden whole."""
    name = name.strip()
    known = min(2 if COMPOUND_SURNAME.match(name) else 1, len(name) - 1)
    return name[:known] + "*" * (len(name) - known) if name else ""


def mask_email(address: str) -> str:
    local, _, domain = address.strip().rpartition("@")
    return f"{local[:1]}***@{domain}" if local else "***"


def blind_index(value: str, *, purpose: str) -> str:
    """64 hex digits that are equal for equal values, and say nothing without the secret key.

    A phone number is one value however it is typed. Different purposes cannot be joined.
    """
    return blind_indexes(value, purpose=purpose)[0]


def blind_indexes(value: str, *, purpose: str) -> list[str]:
    """The index under the present key, then those under retired ones: look up with `__in`."""
    text = unicodedata.normalize("NFKC", value).strip().casefold()
    if re.fullmatch(r"\+?[\d ()-]+", text, flags=re.ASCII):
        text = normalise_phone(text)
    return [_hmac(f"lianxin.index.{purpose}", text, key).hex() for key in _keys()]


def tracking_code(seed: UUID) -> str:
    """ "7K3M-9QTX-…": 100 bits that only the holder of the secret key can derive from `seed`."""
    return _code(seed, settings.SECRET_KEY)


def matches_code(seed: UUID, typed: str) -> bool:
    """In constant time. Forgives case, separators, full-width letters, O for 0, I and L for 1;
    knows codes given out under retired secret keys."""
    text = unicodedata.normalize("NFKC", typed).upper().translate(str.maketrans("OIL", "011"))
    told = re.sub(r"[^0-9A-Z]", "", text).encode()
    codes = [_code(seed, key).replace("-", "").encode() for key in _keys()]
    return any([hmac.compare_digest(told, code) for code in codes])  # noqa: C419  asks all of them


def _code(seed: UUID, key: str | bytes) -> str:
    number = int.from_bytes(_hmac("lianxin.tracking", seed.hex, key))
    letters = "".join(CROCKFORD[number >> 5 * place & 31] for place in range(CODE_LENGTH))
    return "-".join(letters[i : i + 4] for i in range(0, CODE_LENGTH, 4))


def _hmac(salt: str, text: str, key: str | bytes) -> bytes:
    return salted_hmac(salt, text, secret=key, algorithm="sha256").digest()


def _keys() -> list[str | bytes]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]

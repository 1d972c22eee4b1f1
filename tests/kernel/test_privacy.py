from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.kernel import privacy

SEED = UUID("018f4e9c-0000-7000-8000-000000000001")
OLD_KEY, NEW_KEY = "old", "new"


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("13812345678", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("008613812345678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("１３８ １２３４ ５６７８", "13812345678"),
        ("(021) 5566-7788", "02155667788"),
        ("8610", "8610"),
    ],
)
def test_a_phone_number_is_the_same_however_typed(typed: str, plain: str) -> None:
    assert privacy.normalise_phone(typed) == plain
    assert privacy.blind_index(typed, purpose="p") == privacy.blind_index(plain, purpose="p")


@pytest.mark.parametrize(
    ("whole", "masked"),
    [
        ("13812345678", "138****5678"),
        ("+86 138 1234 5678", "138****5678"),
        ("021-55667788", "021****7788"),
        ("55667788", "******88"),
        ("110", "*10"),
        ("", ""),
    ],
)
def test_a_masked_phone(whole: str, masked: str) -> None:
    assert privacy.mask_phone(whole) == masked


@pytest.mark.parametrize(
    ("whole", "masked"),
    [
        ("欧阳小红", "欧阳**"),
        ("王小明", "王**"),
        ("张三", "张*"),
        ("欧阳", "欧*"),
        ("张", "*"),
        ("", ""),
    ],
)
def test_a_masked_name(whole: str, masked: str) -> None:
    assert privacy.mask_name(whole) == masked


def test_a_masked_email() -> None:
    assert privacy.mask_email("zhang.san@example.cn") == "z***@example.cn"
    assert privacy.mask_email("not an address") == "***"


def test_an_index_is_of_one_purpose_only() -> None:
    index = privacy.blind_index("Li@Example.cn ", purpose="contact")
    assert len(index) == 64
    assert index == privacy.blind_index("li@example.cn", purpose="contact")
    assert index != privacy.blind_index("li@example.cn", purpose="throttle")


def test_an_index_made_under_a_retired_key_is_still_found(settings) -> None:
    settings.SECRET_KEY = OLD_KEY
    old = privacy.blind_index("13812345678", purpose="contact")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW_KEY, [OLD_KEY]
    assert privacy.blind_index("13812345678", purpose="contact") != old
    assert privacy.blind_indexes("13812345678", purpose="contact")[1] == old


def test_a_tracking_code_has_at_least_96_bits() -> None:
    """C1, C3."""
    groups = privacy.tracking_code(SEED).split("-")
    assert [len(group) for group in groups] == [4] * 5
    assert set("".join(groups)) <= set(privacy.CROCKFORD)
    assert len(privacy.CROCKFORD) ** 20 >= 2**96


@given(st.uuids())
def test_a_code_fits_its_own_seed_alone(seed: UUID) -> None:
    code = privacy.tracking_code(seed)
    assert privacy.matches_code(seed, code)
    assert seed == SEED or not privacy.matches_code(SEED, code)


def test_a_code_may_be_typed_as_people_type() -> None:
    code = privacy.tracking_code(SEED)
    spoken = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code)
    assert privacy.matches_code(SEED, f"  {spoken} ")
    assert privacy.matches_code(SEED, wide)
    assert not privacy.matches_code(SEED, code[:-1])
    assert not privacy.matches_code(SEED, "")
    assert not privacy.matches_code(SEED, "代码")


def test_a_code_given_out_under_a_retired_key_still_opens(settings) -> None:
    settings.SECRET_KEY = OLD_KEY
    code = privacy.tracking_code(SEED)
    settings.SECRET_KEY = NEW_KEY
    assert not privacy.matches_code(SEED, code)
    settings.SECRET_KEY_FALLBACKS = [OLD_KEY]
    assert privacy.matches_code(SEED, code)

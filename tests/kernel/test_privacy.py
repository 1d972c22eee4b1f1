from __future__ import annotations

from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.kernel import privacy

SEED = UUID("018f4e9c-0000-7000-8000-000000000001")
OLD_KEY, NEW_KEY = "old", "new"
ID_NUMBER = "11010519491231002X"  # the example of GB 11643


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


@pytest.mark.parametrize(
    ("whole", "masked"),
    [
        ("学苑街道文华路100弄5号楼301室", "学苑街道文华路****"),
        ("学苑街道文华路一百弄五号", "学苑街道文华路****"),
        ("文华路１２号", "文华路****"),
        ("第三中学旁红砖小楼", "第三中学****"),
        ("", "****"),
    ],
)
def test_a_masked_address_ends_before_the_house_number(whole: str, masked: str) -> None:
    assert privacy.mask_address(whole) == masked


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


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("请打13812345678。", "PHONE", "13812345678"),
        ("电话138-1234-5678找我", "PHONE", "138-1234-5678"),
        ("138 123 45678", "PHONE", "138 123 45678"),
        ("＋86１３８１２３４５６７８", "PHONE", "＋86１３８１２３４５６７８"),
        ("幺三八一二三四五六七八", "PHONE", "幺三八一二三四五六七八"),
        ("座机021-55667788", "PHONE", "021-55667788"),
        ("座机（0813）5566778", "PHONE", "（0813）5566778"),
        (f"身份证{ID_NUMBER}号", "ID_NUMBER", ID_NUMBER),
        ("110105 19491231 002x", "ID_NUMBER", "110105 19491231 002x"),
        ("车牌沪A12345违停", "PLATE", "沪A12345"),
        ("川C·D12345", "PLATE", "川C·D12345"),
        ("写信到 li.si@example.com.cn 吧", "EMAIL", "li.si@example.com.cn"),
        ("13812345678@example.cn", "EMAIL", "13812345678@example.cn"),
    ],
)
def test_what_points_at_a_person_is_found(text: str, kind: str, part: str) -> None:
    """C23."""
    (span,) = privacy.find_personal(text)
    assert (span.kind, text[span.start : span.end]) == (kind, part)


@pytest.mark.parametrize(
    "text",
    [
        "2026年3月15日上午9点到12点，3号楼停电",
        "编号 DC-26-00042，费用 1380 元",
        "110105194912310021",  # wrong check digit
        "11010519491331002X",  # no such month
        "202603151200301234567890",
        "新APP上线了",
        "路灯不亮，见 @ 物业",
    ],
)
def test_what_does_not_is_left_alone(text: str) -> None:
    assert privacy.find_personal(text) == []


def test_several_are_found_in_their_order() -> None:
    """C23."""
    text = f"我叫李四，{ID_NUMBER}，手机13812345678，车沪A12345。"
    kinds = [span.kind for span in privacy.find_personal(text)]
    assert kinds == ["ID_NUMBER", "PHONE", "PLATE"]


@given(st.text(alphabet="0123456789Xx +-.@a沪A一（）", max_size=60))
def test_any_text_can_be_searched(text: str) -> None:
    spans = privacy.find_personal(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))

"""The agent's desk in a browser: what she types arrives once, and what customers write appears by itself."""

import pytest
from playwright.sync_api import Browser, WebSocketRoute
from tests.console.cast import Stage
from tests.console.windows import Window, window

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

_ENTER_WHILE_COMPOSING = """(box) => box.dispatchEvent(
  new KeyboardEvent("keydown", {key: "Enter", isComposing: true, bubbles: true, cancelable: true}))"""


class Wire:
    """The socket between page and server, with a pair of scissors."""

    def __init__(self, one: Window) -> None:
        self._sockets: list[WebSocketRoute] = []
        self._is_cut = False
        one.page.route_web_socket("**/connection/websocket", self._take)

    def _take(self, socket: WebSocketRoute) -> None:
        if self._is_cut:
            socket.close()
        else:
            socket.connect_to_server()
            self._sockets.append(socket)

    def cut(self) -> None:
        self._is_cut = True
        for socket in self._sockets:
            socket.close()
        self._sockets.clear()

    def mend(self) -> None:
        self._is_cut = False


def _open(one: Window, stage: Stage, name: str) -> str:
    """The thread with a customer; its conversation."""
    conversation = stage.conversation_of(name)
    one.open(f"/desk/{conversation}?box=all")
    one.page.get_by_role("log").get_by_text(f"你好，我是{name}").wait_for()
    return conversation


def test_a_reply_is_sent_by_enter_and_an_answer_appears_by_itself(browser: Browser, stage: Stage) -> None:
    person = stage.meet("沈一")
    with window(browser, stage.served) as one:
        conversation = _open(one, stage, "沈一")
        one.page.keyboard.press("r")
        one.page.keyboard.type("马上帮你查")
        one.page.keyboard.press("Enter")
        log = one.page.get_by_role("log")
        log.get_by_text("马上帮你查").wait_for()
        one.until(lambda: stage.heard(conversation).count("马上帮你查") == 1)
        stage.say(person, "谢谢，等你消息")
        log.get_by_text("谢谢，等你消息").wait_for()
        one.page.get_by_role("option").get_by_text("谢谢，等你消息").wait_for()
        assert one.complaints == []


def test_a_note_stays_inside_and_enter_while_composing_sends_nothing(browser: Browser, stage: Stage) -> None:
    stage.meet("沈二")
    with window(browser, stage.served) as one:
        conversation = _open(one, stage, "沈二")
        one.page.keyboard.press("n")
        box = one.page.get_by_label("备注内容")
        box.fill("ta 是老客户")
        box.evaluate(_ENTER_WHILE_COMPOSING)
        assert "ta 是老客户" not in stage.heard(conversation)
        box.press("Enter")
        one.page.get_by_role("log").get_by_text("ta 是老客户").wait_for()
        one.until(lambda: "ta 是老客户" in stage.heard(conversation))


def test_a_draft_waits_in_its_own_conversation(browser: Browser, stage: Stage) -> None:
    stage.meet("沈三")
    stage.meet("沈四")
    with window(browser, stage.served) as one:
        _open(one, stage, "沈三")
        one.page.get_by_label("回复内容").fill("写到一半")
        one.page.get_by_text("草稿已保存在本机").wait_for()
        _open(one, stage, "沈四")
        one.page.wait_for_timeout(400)
        assert one.page.get_by_label("回复内容").input_value() == ""
        _open(one, stage, "沈三")
        one.until(lambda: one.page.get_by_label("回复内容").input_value() == "写到一半")


def test_what_came_during_a_cut_is_there_after_it(browser: Browser, stage: Stage) -> None:
    person = stage.meet("沈五")
    with window(browser, stage.served) as one:
        wire = Wire(one)
        _open(one, stage, "沈五")
        one.page.wait_for_timeout(500)
        wire.cut()
        one.page.get_by_text("连接已断开").wait_for()
        for number in range(3):
            stage.say(person, f"断线时说的第 {number} 句")
        wire.mend()
        one.page.get_by_role("log").get_by_text("断线时说的第 2 句").wait_for()
        said = one.page.get_by_role("log").get_by_text("断线时说的第").all_inner_texts()
        assert said == [f"断线时说的第 {number} 句" for number in range(3)]
        one.page.get_by_text("连接已断开").wait_for(state="detached")


def test_a_reply_that_was_outrun_is_shown_what_it_missed(browser: Browser, stage: Stage) -> None:
    person = stage.meet("沈六")
    with window(browser, stage.served) as one:
        wire = Wire(one)
        wire.cut()
        conversation = _open(one, stage, "沈六")
        stage.say(person, "算了，我要退货")
        one.page.get_by_label("回复内容").fill("今天就发货")
        one.page.keyboard.press("Enter")
        dialog = one.page.get_by_role("dialog")
        dialog.get_by_text("算了，我要退货").wait_for()
        assert "今天就发货" not in stage.heard(conversation)
        dialog.get_by_role("button", name="仍然发送").click()
        one.until(lambda: stage.heard(conversation)[-1] == "今天就发货")


def test_the_keys_walk_the_list_and_resolve(browser: Browser, stage: Stage) -> None:
    stage.meet("沈七")
    conversation = stage.conversation_of("沈七")
    with window(browser, stage.served) as one:
        one.open("/desk?box=all")
        one.page.get_by_role("option").first.wait_for()
        one.page.keyboard.press("j")
        one.until(lambda: "/desk/" in one.page.url)
        _open(one, stage, "沈七")
        one.page.keyboard.press("e")
        one.page.get_by_role("button", name="重新打开").wait_for()
        resolved = stage.api.get("/conversations?box=resolved").json()["items"]
        assert conversation in [row["id"] for row in resolved]
        one.page.keyboard.press("?")
        one.page.get_by_role("dialog").get_by_text("下一个会话").wait_for()

"""A watched page reaches this machine only, and whatever else it asks for is recorded, whoever asks."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error

pytestmark = pytest.mark.browser

AWAY = "http://192.0.2.1"  # of the addresses that documentation may name and nobody has
ICON = "<link rel='icon' href='data:,'>"
ASKING = {
    "a picture": "add('img', { src: url })",
    "a script": "add('script', { src: url })",
    "a style sheet": "add('link', { rel: 'stylesheet', href: url })",
    "a frame": "add('iframe', { src: url })",
    "a picture in a frame": "add('iframe', { srcdoc: `<img src='${url}'>` })",
    "a fetch": "fetch(url).catch(() => {})",
    "a worker": "new Worker(URL.createObjectURL(new Blob([`fetch('${url}')`])))",
    "a beacon": "navigator.sendBeacon(url, 'x')",
    "a stream of events": "new EventSource(url)",
    "a web socket": "new WebSocket(url.replace('http', 'ws'))",
    "another page": "location.href = url",
}
ASK = """(url) => {
    const add = (tag, rest) => document.body.append(Object.assign(document.createElement(tag), rest));
    %s;
}"""


@pytest.fixture
def start(tmp_path, serve):
    (tmp_path / "index.html").write_text(f"<!doctype html><title>Start</title>{ICON}<body>", "utf8")
    return f"{serve(tmp_path)}/index.html"


@pytest.mark.parametrize("asking", ASKING)
@pytest.mark.parametrize("where", [AWAY, "http://localhost:9"], ids=["away", "on this machine"])
def test_what_a_page_asks_of_another_origin_is_recorded(asking, where, start, open_page):
    page, seen = open_page(start)
    seen.assert_clean()
    event = "websocket" if "socket" in asking else "request"
    with page.expect_event(event, lambda asked: asked.url.endswith("/part")):
        page.evaluate(ASK % ASKING[asking], f"{where}/part")
    assert [url.partition(":")[2] for url in seen.external] == [f"{where}/part".partition(":")[2]]
    with pytest.raises(AssertionError):
        seen.assert_clean()


def test_a_request_before_the_page_is_loaded_is_recorded_from_a_folder_too(tmp_path, open_page):
    (tmp_path / "index.html").write_text(
        f"<!doctype html><title>Start</title>{ICON}<img src='{AWAY}/part'>", "utf8"
    )
    _, seen = open_page((tmp_path / "index.html").as_uri())
    assert seen.external == [f"{AWAY}/part"]


def test_nothing_but_this_machine_answers(start, open_page):
    page, _ = open_page(start)
    assert page.evaluate("(url) => fetch(url).then((answer) => answer.status)", start) == 200
    for address in (AWAY, "https://example.org"):
        with pytest.raises(Error, match="PROXY_CONNECTION_FAILED"):
            page.goto(address)

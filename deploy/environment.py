"""Makes the environment in .venv from the hash-locked requirements with a plain python3."""

# Runs before anything is installed, also under a Python that is too old: keep the syntax plain.
import hashlib
import os
import shlex
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
LOCK = os.path.join(ROOT, "requirements.lock")
READY = os.path.join(VENV, ".ready")
PYTHON = os.path.join(VENV, "bin", "python")


def refuse_an_old_python():
    """Stop with the way out when this Python is older than Makegood needs."""
    if sys.version_info[:2] >= OLDEST:
        return
    sys.exit(
        "Makegood needs Python %d.%d or newer; %s is %d.%d.\n"
        "Install a newer one and name it, for instance: make demo PYTHON=python3.12"
        % (*OLDEST, sys.executable, *sys.version_info[:2])
    )


def refuse_a_python_without_pip():
    """Stop with the package to install when the system split `ensurepip` off, as Debian does."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        sys.exit(
            "This Python cannot make an environment: its venv or ensurepip module is missing.\n"
            "On Debian and Ubuntu: sudo apt install python%d.%d-venv" % sys.version_info[:2]
        )


def fingerprint():
    """Return what the environment depends on: the lock and the place it serves."""
    with open(LOCK, "rb") as lock:
        return hashlib.sha256(lock.read() + ROOT.encode()).hexdigest()


def is_ready():
    """Say whether the environment was finished from this very lock."""
    try:
        with open(READY) as ready:
            return ready.read() == fingerprint()
    except OSError:
        return False


def run(*command):
    """Run a command, and end with its exit status when it fails."""
    status = subprocess.call(command, cwd=ROOT)
    if status:
        sys.exit("Could not finish .venv: %s ended with %d." % (shlex.join(command), status))


def install():
    """Make .venv where it is missing or broken, then install exactly what the lock names."""
    if not os.path.exists(PYTHON):
        run(sys.executable, "-m", "venv", "--clear", VENV)
    run(
        PYTHON,
        *("-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
        *("--require-hashes", "-r", LOCK),
    )


def link_the_project():
    """Put this checkout on the environment's path, and `makegood` among its commands."""
    site = subprocess.check_output(
        [PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    ).strip()
    with open(os.path.join(site, "makegood.pth"), "w") as path:
        path.write(ROOT + "\n")
    command = os.path.join(VENV, "bin", "makegood")
    with open(command, "w") as script:
        script.write('#!/bin/sh\nexec %s -P -m starters "$@"\n' % shlex.quote(PYTHON))
    os.chmod(command, 0o755)


def main():
    """Leave a finished environment behind, or a sentence that says what is missing."""
    refuse_an_old_python()
    refuse_a_python_without_pip()
    if not is_ready():
        print("Making .venv from requirements.lock; this happens once ...", flush=True)
        install()
        link_the_project()
    with open(READY, "w") as ready:
        ready.write(fingerprint())


if __name__ == "__main__":
    main()

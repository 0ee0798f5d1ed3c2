"""The real binary as a process: started, watched, killed, restarted on the same file."""

import base64
import hashlib
import http.client
import os
import pathlib
import signal
import socket
import subprocess
import time

from .client import Client
from .stores import ON_DYNAMODB, PATIENCE, on_tables
from .waiting import eventually

ROOT = pathlib.Path(__file__).resolve().parents[3]
BINARY = pathlib.Path(os.environ.get("SYNCSTATE_BIN", ROOT / ".build/debug/syncstate")).resolve()
FIRST_KEY = "e2e-first-key-0123456789abcdef0123456789"
ENCRYPTION_KEY = base64.b64encode(bytes(range(32))).decode()
START_SECONDS = 30.0 * PATIENCE


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(settings):
    """A clean environment: nothing of the developer's own settings leaks into a test."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ}
    return kept | {name: str(value) for name, value in settings.items() if value is not None}


class Server:
    """One server on one SQLite file in `directory`, or on tables that belong to it. Settings of None are left unset."""

    def __init__(self, directory, arguments=("serve",), **settings):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.database = self.directory / "syncstate.db"
        self.port = free_port()
        self.arguments = list(arguments)
        self.settings = {
            "HOST": "127.0.0.1",
            "PORT": self.port,
            "SQLITE_PATH": self.database,
            "SYNCSTATE_API_KEY": FIRST_KEY,
            "SYNCSTATE_ENCRYPTION_KEY": ENCRYPTION_KEY,
            "LOG_LEVEL": "info",
        } | self.tables(self.directory) | settings
        self.log_path = self.directory / "server.log"
        self.process = None

    @staticmethod
    def tables(directory):
        """On DynamoDB: tables on the stand-in that belong to `directory`, as the SQLite file in it does."""
        if not ON_DYNAMODB:
            return {}
        return on_tables(f"e2e-{hashlib.sha256(bytes(directory)).hexdigest()[:16]}-")

    def launch(self):
        """Starts the process without waiting for it to serve."""
        assert self.process is None or self.process.poll() is not None, "already running"
        assert BINARY.exists(), f"no binary at {BINARY}: build it or set SYNCSTATE_BIN"
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [BINARY, *self.arguments],
                env=environment(self.settings),
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        return self

    def start(self):
        self.launch()

        def ready():
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}:\n{self.logs()}")
            return self.answers("/ready")

        eventually(ready, f"the server is ready\n{self.log_path}", within=START_SECONDS, interval=0.02)
        return self

    def answers(self, path):
        """Whether `path` answers 200 on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except OSError:
            return False
        except http.client.HTTPException:
            return False
        finally:
            connection.close()

    @property
    def client(self):
        """An admin of the tenant `default`, by the first key."""
        return Client(self.port, FIRST_KEY)

    @property
    def anonymous(self):
        return Client(self.port)

    @property
    def running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        """kill -9: no handler runs."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=10)

    def terminate(self, within=30.0):
        """SIGTERM, and the exit code of the graceful end."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=within * PATIENCE)

    def pause(self):
        """The process stands still, as on a machine that swaps or a container that is frozen."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def restart(self):
        if self.running:
            self.kill()
        return self.start()

    def close(self):
        if self.running:
            self.resume()
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.kill()

    def cli(self, **settings):
        """Runs subcommands with this server's settings, on its store."""
        return Cli(self.directory, **(self.settings | settings))

    def logs(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def wait_exit(self, within=START_SECONDS):
        deadline = time.monotonic() + within
        while self.running and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not self.running, f"still running after {within:g} s:\n{self.logs()}"
        return self.process.returncode


class Cli:
    """Runs subcommands with the settings of a server's store."""

    def __init__(self, directory, **settings):
        self.directory, self.settings = pathlib.Path(directory), settings

    def __call__(self, *arguments, stdin=None, timeout=60 * PATIENCE):
        assert BINARY.exists(), f"no binary at {BINARY}: build it or set SYNCSTATE_BIN"
        return subprocess.run(
            [BINARY, *map(str, arguments)],
            env=environment(self.settings),
            cwd=self.directory,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=timeout,
        )

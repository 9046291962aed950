"""Runs the published Claude Code client in tmux, in a home of its own, against a scripted model."""
import glob
import json
import os
import shutil
import subprocess
import tempfile
import time

from scripted_model import ScriptedModel

CACHE = os.path.join(tempfile.gettempdir(), 'mailbox-real-client')
KEY = 'sk-ant-not-a-key-for-the-scripted-model'


def install(version):
    """The command that starts the client of this version, from the npm registry."""
    home = os.path.join(CACHE, version)
    package = os.path.join(home, 'node_modules', '@anthropic-ai', 'claude-code')
    if not os.path.isdir(package):
        os.makedirs(home, exist_ok=True)
        subprocess.run(['npm', 'install', '--prefix', home, '--no-audit', '--no-fund', f'@anthropic-ai/claude-code@{version}'], check=True, capture_output=True)
    script = os.path.join(package, 'cli.js')
    return ['node', script] if os.path.exists(script) else [package + '-linux-x64/claude']


class RealClient:
    def __init__(self, version):
        command = install(version)
        self.model = ScriptedModel()
        self.home = tempfile.mkdtemp(prefix='mailbox-home-')
        self.folder = tempfile.mkdtemp(prefix='mailbox-work-')
        self.root = os.path.join(self.home, '.claude')
        os.makedirs(self.root)
        self.write('.claude.json', {
            'hasCompletedOnboarding': True, 'theme': 'dark', 'bypassPermissionsModeAccepted': True, 'lastOnboardingVersion': version, 'numStartups': 5,
            'customApiKeyResponses': {'approved': [KEY[-20:]], 'rejected': []},
            'projects': {self.folder: {'hasTrustDialogAccepted': True, 'hasCompletedProjectOnboarding': True, 'allowedTools': []}}})
        self.write('settings.json', {'skipDangerousModePermissionPrompt': True, 'teammateMode': 'in-process'})
        environment = {
            'PATH': os.environ['PATH'], 'HOME': self.home, 'TERM': 'xterm-256color', 'LANG': 'C.UTF-8', 'CLAUDE_CONFIG_DIR': self.root,
            'ANTHROPIC_BASE_URL': f'http://127.0.0.1:{self.model.port}', 'ANTHROPIC_API_KEY': KEY, 'IS_SANDBOX': '1',
            'DISABLE_TELEMETRY': '1', 'DISABLE_AUTOUPDATER': '1', 'DISABLE_ERROR_REPORTING': '1',
            'CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC': '1', 'CLAUDE_CODE_EXPERIMENTAL_AGENT_TEAMS': '1'}
        self.socket = os.path.basename(self.home)
        words = ['env', '-i', *[f'{key}={value}' for key, value in environment.items()], *command, '--dangerously-skip-permissions']
        self.tmux('new-session', '-d', '-x', '180', '-y', '50', '-c', self.folder, ' '.join(f"'{word}'" for word in words))
        self.until(lambda: 'Claude Code' in self.tmux('capture-pane', '-p'), 'the client to start')
        time.sleep(2.5)  # It draws before it reads its terminal, and says nowhere when it does.

    def write(self, name, content):
        with open(os.path.join(self.root, name), 'w') as file:
            json.dump(content, file)

    def tmux(self, *arguments):
        return subprocess.run(['tmux', '-L', self.socket, *arguments], capture_output=True, text=True).stdout

    @staticmethod
    def until(condition, what, seconds=40):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition():
                return
            time.sleep(0.1)
        raise TimeoutError(f'waited for {what}')

    def prompt(self, text):
        self.tmux('send-keys', '-l', text)
        time.sleep(0.6)
        self.tmux('send-keys', 'Enter')

    def call(self, tool, **arguments):
        """Makes the lead call a tool; answers the tool's result."""
        start = len(self.model.seen)
        self.prompt('CMD:' + json.dumps({'name': tool, 'input': arguments}))
        return self.model.wait('RESULT', start=start)

    def team(self):
        """The folder of the live team."""
        self.until(lambda: glob.glob(f'{self.root}/teams/*/config.json'), 'the team folder')
        return os.path.dirname(glob.glob(f'{self.root}/teams/*/config.json')[0])

    def exit(self):
        self.prompt('/exit')

    def close(self):
        self.tmux('kill-server')
        self.model.close()
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

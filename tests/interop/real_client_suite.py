#!/usr/bin/env python3
"""The optional suite: a C# agent in a live team of the real Claude Code client, newest version and 2.1.50.

    python3 tests/interop/real_client_suite.py [VERSION ...]

Skipped, with the reason, where node, npm, tmux or the client cannot be had. Ends with "N passed, N failed, N skipped".
"""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import threading

from real_client import RealClient, install

HERE = os.path.dirname(os.path.abspath(__file__))
WORKER = os.path.join(HERE, '..', 'Mailbox.CrossProcess.Worker')
AGENT = 'csharp-agent'


class Agent:
    """Our side: the worker of the cross-process tests, joined to the live team."""

    def __init__(self, root, team):
        self.lines = []
        self.process = subprocess.Popen(['dotnet', os.path.join(WORKER, 'bin', 'Debug', 'net10.0', 'Mailbox.CrossProcess.Worker.dll'), 'chat', root, team, AGENT],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        threading.Thread(target=lambda: self.lines.extend(iter(self.process.stdout.readline, '')), daemon=True).start()
        self.says('ready')

    def says(self, needle, count=1):
        RealClient.until(lambda: sum(needle in line for line in list(self.lines)) >= count, f'the agent to say {needle!r}; it said {self.lines[-3:]}')

    def send(self, to, text):
        self.process.stdin.write(f'{to}\t{text}\n')
        self.process.stdin.flush()

    def close(self):
        self.process.kill()


def is_session_era(version):
    return tuple(map(int, version.split('.'))) >= (2, 1, 178)


def share_tasks(version, client, agent, session, check):
    """One list of tasks: what either makes the other sees, and what either changes, too."""
    if session:
        client.call('ToolSearch', query='select:TaskCreate,TaskList,TaskUpdate')
    agent.send('+task', 'paint-the-fence')
    agent.says('enqueued\t')
    client.call('TaskList')
    off = 'TaskList is disabled for this session'
    RealClient.until(lambda: any(off in text or 'paint-the-fence' in text for text in client.model.seen), 'the lead to list the tasks')
    if any(off in text for text in client.model.seen):
        print(f'{version}: skipped  sharing a task list: this client has its task tools off')
        return
    check('the lead lists a task of ours', any('paint-the-fence' in text for text in client.model.seen))
    client.call('TaskCreate', subject='from-the-lead', description='made by the client')
    agent.send('+claim', '')
    agent.says('claimed\tpaint-the-fence')
    before = len(client.model.seen)
    client.call('TaskList')
    check('the lead sees that we have claimed it', any('paint-the-fence' in text and AGENT in text for text in client.model.seen[before:]))
    number = next(line.split('\t')[1].strip() for line in agent.lines if line.startswith('enqueued\t'))
    client.call('TaskUpdate', taskId=number, status='completed')
    agent.send('+tasks', '')
    agent.says('task\tpaint-the-fence\tDone')
    agent.says('task\tfrom-the-lead\tWaiting')
    check('we see what the lead made and completed', True)


def scenario(version, check):
    client = RealClient(version)
    agent = None
    try:
        session = is_session_era(version)
        if not session:
            client.call('TeamCreate', team_name='Demo Team', description='interop')
        folder = client.team()
        with open(os.path.join(folder, 'config.json')) as file:
            team = json.load(file)['name']
        agent = Agent(client.root, team)
        with open(os.path.join(folder, 'config.json')) as file:
            check('the agent is listed as a member', AGENT in [member['name'] for member in json.load(file)['members']])

        def send(text, **more):
            if session:
                return client.call('SendMessage', to=AGENT, message=text, **more)
            return client.call('SendMessage', type='message', recipient=AGENT, content=text, **more)

        if session:
            client.call('ToolSearch', query='select:SendMessage')
        send('hello from the lead', summary='greeting')
        agent.says('got\tteam-lead\t\thello from the lead')
        check('a plain message arrives', True)

        if session:
            client.call('SendMessage', to=AGENT, summary='stop', message={'type': 'shutdown_request', 'reason': 'all done'})
        else:
            client.call('SendMessage', type='shutdown_request', recipient=AGENT, content='all done')
        agent.says('got\tteam-lead\tshutdown_request')
        check('a structured message arrives with its type', True)

        if session:
            agent.send('team-lead', 'before any teammate')
            agent.says('only once it has spawned a teammate')
            check('a lead that does not look is said not to', True)
            client.call('Agent', description='spawn', name='worker-1', prompt='be a worker', subagent_type='general-purpose', run_in_background=True)
        else:
            client.call('Task', description='spawn', name='worker-1', team_name=team, prompt='be a worker', subagent_type='general-purpose')
        for number in range(100):
            agent.send('team-lead', f'number-{number:03}-of-100')
        agent.says('sent\t', 100)

        def missing():
            return [number for number in range(100) if not any(f'number-{number:03}-of-100' in text for text in client.model.seen)]

        try:
            RealClient.until(lambda: not missing(), 'all 100 messages to reach the lead', 90)
        except TimeoutError:
            for inbox in glob.glob(f'{client.root}/teams/*/inboxes/team-lead.json'):
                with open(inbox) as file:
                    entries = [entry for entry in json.load(file) if '-of-100' in entry['text']]
                print(f'{inbox}: {len(entries)} of ours, {sum(1 for entry in entries if entry.get("read"))} read')
            print(f'missing: {missing()}')
            print(client.tmux('capture-pane', '-p')[-1500:])
        check('100 messages all reach the lead', not missing())

        def answer(text):
            token = re.search('q-[0-9a-f]{10}', text)
            if not token or 'SendMessage' not in text or 'RESULT' in text:
                return None
            words = json.dumps({'approved': True if 'does not match' in text else 'yes', 'notes': ['fine'], 'in_reply_to': token.group()})
            words = f'Here is my verdict:\n```json\n{words}\n```'
            if session:
                return {'name': 'SendMessage', 'input': {'to': AGENT, 'summary': 'verdict', 'message': words}}
            return {'name': 'SendMessage', 'input': {'type': 'message', 'recipient': AGENT, 'content': words, 'summary': 'verdict'}}

        client.model.react = answer
        agent.send('?', 'team-lead')
        agent.says('verdict\tTrue\tfine')
        check('a typed question is answered, wrongly first, then rightly', any('$.approved: expected a boolean' in text for text in client.model.seen))
        with open(os.path.join(folder, 'config.json')) as file:
            names = [member['name'] for member in json.load(file)['members']]
        check('the agent and the teammate are both members', AGENT in names and 'worker-1' in names)

        share_tasks(version, client, agent, session, check)
        client.exit()
        if session:
            agent.says('team ended')
        agent.send(AGENT, 'a note to self after the end')
        agent.says(f'got\t{AGENT}\t\ta note to self after the end')
        check('the agent survives the exit of the lead', agent.process.poll() is None)
        kept = glob.glob(f'{client.root}/mailbox/*/agents/{AGENT}/done/*.json')
        check('its mail is still there', len(kept) >= 3)
    finally:
        if agent:
            agent.close()
        client.close()


def main():
    versions = sys.argv[1:] or ['2.1.329', '2.1.50']
    passed, failed, skipped = [], [], []
    missing = [tool for tool in ('node', 'npm', 'tmux', 'dotnet') if not shutil.which(tool)]
    if missing:
        print(f'skipped: {", ".join(missing)} not installed')
        print(f'0 passed, 0 failed, {len(versions)} skipped')
        return 0
    subprocess.run(['dotnet', 'build', '-v', 'q', '-clp:NoSummary', WORKER], check=True)
    for version in versions:
        try:
            install(version)
        except subprocess.CalledProcessError as error:
            print(f'skipped {version}: npm cannot install it: {error.stderr.decode()[-200:]}')
            skipped.append(version)
            continue

        def check(what, holds, version=version):
            (passed if holds else failed).append(what)
            print(f'{version}: {"ok    " if holds else "FAILED"} {what}', flush=True)

        try:
            scenario(version, check)
        except TimeoutError as error:
            check(str(error), False)
    print(f'{len(passed)} passed, {len(failed)} failed, {len(skipped)} skipped')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())

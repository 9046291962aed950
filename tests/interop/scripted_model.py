"""A model on loopback that does what its prompts say: CMD:{"name": TOOL, "input": {...}} calls a tool, what `react` knows an
answer to is answered so, and anything else with a line.

It speaks as much of the Messages API, streamed and not, as Claude Code needs, and keeps every text the client showed it.
"""
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def plain(message):
    """The text of a message, tool results marked with RESULT."""
    if isinstance(message['content'], str):
        return message['content']
    parts = []
    for block in message['content']:
        if block['type'] == 'text':
            parts.append(block['text'])
        elif block['type'] == 'tool_result':
            inner = block.get('content')
            parts.append('RESULT ' + (inner if isinstance(inner, str) else json.dumps(inner)))
    return '\n'.join(parts)


def blocks_for(request, number, react):
    """What the model says next, and the text it was shown since its last turn. `react` may answer a text with a tool call, else None."""
    unseen = []
    for message in reversed(request['messages']):
        if message['role'] == 'assistant':
            break
        unseen.insert(0, plain(message))
    text = '\n'.join(unseen)
    if 'CMD:' in text:
        call, _ = json.JSONDecoder().raw_decode(text[text.index('CMD:') + 4:])
        return [{'type': 'tool_use', 'id': f'call_{number}', 'name': call['name'], 'input': call['input']}], text
    if call := react(text):
        return [{'type': 'tool_use', 'id': f'call_{number}', 'name': call['name'], 'input': call['input']}], text
    return [{'type': 'text', 'text': f'noted {number}'}], text


class ScriptedModel:
    def __init__(self):
        self.seen = []
        self.react = lambda text: None
        model = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def log_message(self, *_):
                pass

            def answer(self, body):
                self.send_response(200)
                self.send_header('content-type', 'application/json')
                self.send_header('content-length', str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                self.answer(b'{}')

            def do_HEAD(self):
                self.answer(b'')

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get('content-length', 0)))
                if not self.path.startswith('/v1/messages') or 'count_tokens' in self.path:
                    return self.answer(b'{"input_tokens": 1}')
                request = json.loads(body)
                blocks, text = blocks_for(request, len(model.seen), model.react)
                if '[SUGGESTION MODE' not in text:
                    model.seen.append(text)
                reason = 'tool_use' if blocks[0]['type'] == 'tool_use' else 'end_turn'
                message = {'id': f'msg_{len(model.seen)}', 'type': 'message', 'role': 'assistant', 'model': request.get('model'), 'content': blocks,
                           'stop_reason': reason, 'stop_sequence': None, 'usage': {'input_tokens': 1, 'output_tokens': 1}}
                if not request.get('stream'):
                    return self.answer(json.dumps(message).encode())
                self.stream(message, blocks, reason)

            def stream(self, message, blocks, reason):
                self.send_response(200)
                self.send_header('content-type', 'text/event-stream')
                self.send_header('connection', 'close')
                self.end_headers()

                def event(kind, **data):
                    self.wfile.write(f'event: {kind}\ndata: {json.dumps({"type": kind, **data})}\n\n'.encode())

                event('message_start', message={**message, 'content': [], 'stop_reason': None})
                for index, block in enumerate(blocks):
                    if block['type'] == 'text':
                        event('content_block_start', index=index, content_block={'type': 'text', 'text': ''})
                        event('content_block_delta', index=index, delta={'type': 'text_delta', 'text': block['text']})
                    else:
                        event('content_block_start', index=index, content_block={**block, 'input': {}})
                        event('content_block_delta', index=index, delta={'type': 'input_json_delta', 'partial_json': json.dumps(block['input'])})
                    event('content_block_stop', index=index)
                event('message_delta', delta={'stop_reason': reason, 'stop_sequence': None}, usage={'output_tokens': 1})
                event('message_stop')
                self.close_connection = True

        self.server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait(self, needle, seconds=40, start=0):
        """Waits until the client has shown its model the needle; answers the text it was in."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for text in self.seen[start:]:
                if needle in text:
                    return text
            time.sleep(0.05)
        raise TimeoutError(f'the client never showed its model {needle!r}; last: {[text[-200:] for text in self.seen[-3:]]}')

    def close(self):
        self.server.shutdown()

// Writes entries into an Agent Teams inbox as a client does: lock with proper-lockfile, read, push, write, unlock.
// node writer.js INBOX FIRST COUNT [rename]: in place, as clients up to 2.1.177, or by rename, as newer ones.
const fs = require('fs');
const lockfile = require('proper-lockfile');
const [inbox, first, count, how] = process.argv.slice(2);

async function main() {
  for (let n = Number(first); n < Number(first) + Number(count); n++) {
    const release = await lockfile.lock(inbox, { realpath: false, retries: { retries: 10000, minTimeout: 1, maxTimeout: 20 } });
    const entries = JSON.parse(fs.existsSync(inbox) ? fs.readFileSync(inbox, 'utf8') || '[]' : '[]');
    entries.push({ from: 'node', text: `${n}`, timestamp: new Date().toISOString(), read: false });
    const text = JSON.stringify(entries, null, 2);
    if (how === 'rename') {
      const temporary = `${inbox}.tmp.${Math.random().toString(16).slice(2, 10).padEnd(8, '0')}`;
      fs.writeFileSync(temporary, text);
      fs.renameSync(temporary, inbox);
    } else {
      fs.writeFileSync(inbox, text);
    }
    await release();
  }
}

main().then(() => process.exit(0), error => { console.error(error); process.exit(1); });

// Drains an Agent Teams inbox as a session-era client does, until it has seen COUNT entries; prints their texts.
// node reader.js INBOX COUNT
const fs = require('fs');
const lockfile = require('proper-lockfile');
const [inbox, count] = process.argv.slice(2);

async function main() {
  let seen = 0;
  while (seen < Number(count)) {
    if (!fs.existsSync(inbox)) { await new Promise(resolve => setTimeout(resolve, 5)); continue; }
    const release = await lockfile.lock(inbox, { realpath: false, retries: { retries: 10000, minTimeout: 1, maxTimeout: 20 } });
    const entries = JSON.parse(fs.readFileSync(inbox, 'utf8') || '[]');
    if (entries.length > 0) {
      const temporary = `${inbox}.tmp.${Math.random().toString(16).slice(2, 10).padEnd(8, '0')}`;
      fs.writeFileSync(temporary, '[]');
      fs.renameSync(temporary, inbox);
    }
    await release();
    for (const entry of entries) console.log(entry.text);
    seen += entries.length;
    if (entries.length === 0) await new Promise(resolve => setTimeout(resolve, 5));
  }
}

main().then(() => process.exit(0), error => { console.error(error); process.exit(1); });

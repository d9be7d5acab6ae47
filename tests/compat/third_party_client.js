// What the npm package mailcow-api calls, against ours. usage: third_party_client.js URL KEY
"use strict";
const assert = require("node:assert/strict");
const { MailcowApiClient } = require("mailcow-api");

const [url, key] = process.argv.slice(2);
const client = new MailcowApiClient(url, key);
const domain = "client.example.org";
const mailbox = { domain, local_part: "anna", name: "Anna Example", password: "Correct-horse-1", quota: 1024 };

async function domains() {
    assert.equal(await client.addDomain(domain), true);
    assert.equal(await client.addDomain(domain), false, "the same domain twice");
    const [shown] = await client.getDomain(domain);
    assert.equal(shown.domain_name, domain);
    assert.equal(shown.max_num_aliases_for_domain, 400);
    assert.equal(await client.editDomain([domain], { aliases: 399 }), true);
    assert.equal((await client.getDomain(domain))[0].max_num_aliases_for_domain, 399);
}

async function keys() {
    const made = await client.getDKIM(domain);
    assert.match(made.dkim_txt, /^v=DKIM1;k=rsa;/, "a key comes with the domain");
    assert.equal(made.privkey, "");
    assert.equal(await client.deleteDKIM(domain), true);
    assert.equal(await client.getDKIM(domain), false);
    const again = await client.addAndGetDKIM({ domain, dkim_selector: "mail", key_size: 1024 });
    assert.ok(again);
    const shown = await client.getDKIM(domain);
    assert.equal(shown.dkim_selector, "mail");
    assert.equal(shown.length, "1024");
}

async function mailboxes() {
    const added = await client.addMailbox({ ...mailbox });
    assert.equal(added.username, `anna@${domain}`);
    const shown = await client.getMailboxes(`anna@${domain}`);
    assert.equal(shown.name, "Anna Example");
    assert.equal(shown.quota, 1024 * 1024 * 1024);
    // Its updateMailboxes fails by itself in version 1.2.7: it reads a variable that does not exist.
    assert.equal((await client.getMailboxes("all")).length, 1);
}

async function aliases() {
    assert.equal(await client.addAlias(`info@${domain}`, `anna@${domain}`), true);
    assert.equal(await client.addAlias(`info@${domain}`, `anna@${domain}`), false, "the same alias twice");
}

async function removal() {
    assert.equal(await client.deleteDomain(domain), false, "a domain with a mailbox stays");
    assert.equal(await client.deleteMailbox([`anna@${domain}`]), true);
    assert.equal(await client.deleteDomain(domain), true);
    const stranger = new MailcowApiClient(url, "000000-000000-000000-000000-000000");
    assert.equal(await stranger.getDKIM(domain), false, "a wrong key sees nothing");
}

(async () => {
    for (const part of [domains, keys, mailboxes, aliases, removal]) {
        await part();
        console.log(`${part.name}: as expected`);
    }
})().catch(problem => {
    console.error(problem);
    process.exitCode = 1;
});

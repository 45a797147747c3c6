// A client of claims in another language: files a claim, has two teams sign it, reads where it
// stands. It knows what docs/reference/contract.md says, and nothing else of Makegood.
import { createHash, createPrivateKey, randomUUID, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { Client, Connection } from "@temporalio/client";

const [address, namespace, keyFile] = process.argv.slice(2);
const claim = JSON.parse(readFileSync(0, "utf8"));
const workflowId = `claim-${claim.claim_id}`;

const inOrder = (value) => {
  if (Array.isArray(value)) return value.map(inOrder);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, inOrder(value[key])]));
};
const base64 = (text) => Buffer.from(text).toString("base64url");

// The seal of a message: a compact JWS, Ed25519, over who says it to which case.
const jwk = JSON.parse(readFileSync(keyFile, "utf8"));
const privateKey = createPrivateKey({ key: jwk, format: "jwk" });
const sealed = (command, message) => {
  const header = { alg: "Ed25519", kid: jwk.kid, typ: "makegood-seal+jws" };
  const claims = {
    iss: jwk.iss,
    sub: message.by,
    case: workflowId,
    cmd: command,
    msg: createHash("sha256").update(JSON.stringify(inOrder(message))).digest("hex"),
    jti: randomUUID(),
    iat: Math.floor(Date.now() / 1000),
    amr: ["pwd"],
  };
  const said = `${base64(JSON.stringify(header))}.${base64(JSON.stringify(claims))}`;
  return { ...message, seal: `${said}.${sign(null, Buffer.from(said), privateKey).toString("base64url")}` };
};

const connection = await Connection.connect({ address });
const client = new Client({ connection, namespace });
const handle = await client.workflow.start("CompensationClaim", {
  workflowId,
  taskQueue: "claims",
  workflowIdReusePolicy: "REJECT_DUPLICATE",
  args: [claim],
});

const statusOnce = async (stage) => {
  const patience = Date.now() + 20_000;
  for (;;) {
    const status = await handle.query("status").catch(() => ({}));
    if (status.stage === stage) return status;
    if (Date.now() > patience) throw new Error(`not ${stage} but ${status.stage}`);
    await new Promise((again) => setTimeout(again, 50));
  }
};

const asked = await statusOnce("signing_off");
const decision = (team, by) => ({
  decision_id: `d-${claim.claim_id}-${team}`,
  team,
  decision: "approve",
  by,
  reason: "scans end on 28 June, as the bảng kê says",
  subject_hash: asked.subject_hash,
});

// Without a seal the case refuses, and says by which code.
const unsealed = decision("operations", "ops.minh");
const refusal = await handle.executeUpdate("sign_off", { args: [unsealed] }).catch((error) => error);

const receipts = [];
for (const [team, by] of [["service_desk", "desk.ha"], ["operations", "ops.minh"]]) {
  const message = sealed("sign_off", decision(team, by));
  receipts.push(await handle.executeUpdate("sign_off", { args: [message], updateId: message.decision_id }));
}

const status = await statusOnce("negotiating");
console.log(
  JSON.stringify({
    refused: refusal.cause?.details?.[0] ?? String(refusal),
    receipts,
    stage: status.stage,
    sign_offs: status.sign_offs,
    offered: status.amounts.offered,
  }),
);
await connection.close();

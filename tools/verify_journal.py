#!/usr/bin/env python3
"""Verify a pack of huilong's journal without huilong (独立核验): standard library and `cryptography` only.

    python verify_journal.py PACK --key PUBLIC_KEY_HEX

PACK is a journal exported whole, or an evidence pack of one recovery (a zip): of that, every file is hashed anew, and
the journal's own entries, each with its path to a signed root, say which files, entries and hashes belong in it.

The key comes to you by another way than the pack (`huilong journal key`, printed by who runs huilong, say on the day
the contract is signed). Every entry is hashed anew, every link is laid anew, every seal's Merkle root (RFC 6962) and
Ed25519 signature are checked. Prints the first broken position and ends with 1 if a bit, an order, a date was changed
or something is missing; ends with 0 if the pack is whole.
"""

import argparse
import hashlib
import json
import sys
import zipfile

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

BODY = (
    "at", "on", "recorded_at", "actor", "organisation", "place", "purpose", "verb", "subject_kind", "subject",
    "detail", "before", "after", "verdict",
)  # fmt: skip


class Broken(Exception):
    """The first position that does not hold."""


def canonical(value):
    """The one way to write a JSON value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def no_twins(pairs):
    """A JSON object; a name said twice is refused, since readers differ in which one they take."""
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a name is said twice")
    return dict(pairs)


def merkle_root(level):
    """RFC 6962: nodes are prefixed by 0x01, an odd last one moves up."""
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        paired = [hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def read(path):
    """(head, links, seals) of a pack, each line read strictly."""
    head, links, seals = None, [], []
    with open(path, "rb") as lines:
        for number, raw in enumerate(lines, start=1):
            try:
                line = json.loads(raw.decode("utf-8"), object_pairs_hook=no_twins)
                if not raw.endswith(b"\n") or not isinstance(line, dict):
                    raise ValueError("cut off")
            except ValueError as error:
                raise Broken(f"line {number}: cannot be read ({error})") from error
            if number == 1:
                head = line
            elif set(line) == {"seal"}:
                seals.append((number, line["seal"]))
            elif seals:
                raise Broken(f"line {number}: a link after the seals")
            else:
                links.append((number, line))
    if not head or set(head) != {"journal", "public_key"} or head["journal"] != 1:
        raise Broken("line 1: not the head of a pack")
    return head, links, seals


def check_links(links):
    """The links as (organisation, seq, hash), after every one was laid anew."""
    standing, found = {}, []
    for number, line in links:
        try:
            organisation, seq, told = line["organisation"], line["seq"], bytes.fromhex(line["hash"])
            place = f"line {number}: organisation {organisation}, position {seq}"
            if set(line) == {"organisation", "seq", "hash", "body"}:
                body = line["body"]
                if set(body) != set(BODY) or body["organisation"] != organisation:
                    raise Broken(f"{place}: the entry is not whole")
                digest = hashlib.sha256(canonical(body)).digest()
            elif set(line) == {"organisation", "seq", "hash", "digest"}:
                digest = bytes.fromhex(line["digest"])
            else:
                raise Broken(f"{place}: not a link")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Broken(f"line {number}: not a link") from error
        genesis = hashlib.sha256(f"huilong journal {organisation}".encode()).digest()
        last, before = standing.get(organisation, (0, genesis))
        if type(seq) is not int or type(organisation) is not int or seq != last + 1:
            raise Broken(f"{place}: a gap or another order after position {last}")
        if hashlib.sha256(before + digest).digest() != told or line["hash"] != told.hex():
            raise Broken(f"{place}: the entry was changed, or another one stood before it")
        if found and organisation < found[-1][0]:
            raise Broken(f"{place}: organisations in another order")
        standing[organisation] = seq, told
        found.append((organisation, seq, told))
    return found


def check_seals(links, seals, key):
    """How many links are sealed, after every seal was checked against them."""
    previous, upto, sealed, chains = bytes(32), {}, 0, {}
    for organisation, _, told in links:
        chains.setdefault(organisation, []).append(told)
    for place, (number, seal) in enumerate(seals, start=1):
        try:
            signed = canonical({k: seal[k] for k in ("number", "at", "links", "heads", "root", "previous")})
            key.verify(bytes.fromhex(seal["signature"]), signed)
            heads = {int(name): head[0] for name, head in seal["heads"].items()}
        except (InvalidSignature, KeyError, TypeError, ValueError, AttributeError) as error:
            raise Broken(f"line {number}: seal {place}: its signature does not hold") from error
        if seal["number"] != place or seal["previous"] != previous.hex():
            raise Broken(f"line {number}: seal {place}: does not follow the seal before it")
        leaves = [
            hashlib.sha256(b"\x00" + f"{o}|{s}|".encode() + told).digest()
            for o in sorted(heads)
            for s, told in enumerate(chains.get(o, [])[upto.get(o, 0) : heads[o]], start=upto.get(o, 0) + 1)
        ]
        if len(leaves) != seal["links"] or merkle_root(leaves).hex() != seal["root"]:
            raise Broken(f"line {number}: seal {place}: links are missing or not those that were sealed")
        if set(seal) != {"number", "at", "links", "heads", "root", "previous", "signature"}:
            raise Broken(f"line {number}: seal {place}: says more than was signed")
        if seal["signature"] != bytes.fromhex(seal["signature"]).hex():
            raise Broken(f"line {number}: seal {place}: its signature does not hold")
        previous, upto, sealed = hashlib.sha256(bytes.fromhex(seal["signature"])).digest(), heads, sealed + len(leaves)
    return sealed


MANIFEST, PROOF = "manifest.json", "proof.jsonl"
SEALED = ("number", "at", "links", "heads", "root", "previous")


def read_strictly(raw, where):
    """One JSON object, no name said twice."""
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=no_twins)
    except ValueError as error:
        raise Broken(f"{where}: cannot be read ({error})") from error
    if not isinstance(value, dict):
        raise Broken(f"{where}: not an object")
    return value


def check_held(packed, told):
    """Hash every file of a pack anew; none is missing, none is more."""
    names = packed.namelist()
    if len(set(names)) != len(names):
        raise Broken("the pack names a file twice")
    if set(names) != {*told["holds"], MANIFEST, PROOF}:
        odd = sorted(set(names) ^ {*told["holds"], MANIFEST, PROOF})
        raise Broken(f"{odd[0]}: in the pack or in its manifest, not in both")
    for name, held in told["holds"].items():
        digest, size = hashlib.sha256(), 0
        try:
            with packed.open(name) as file:
                while piece := file.read(1 << 20):
                    digest.update(piece)
                    size += len(piece)
        except (zipfile.BadZipFile, EOFError, OSError) as error:
            raise Broken(f"{name}: cannot be read") from error
        if digest.hexdigest() != held["sha256"] or size != held["size"]:
            raise Broken(f"{name}: not the file that was packed")


def check_entry(entry, seals, place):
    """One entry: its own hash, its link, its path to the root that its seal signed. Its body and digest."""
    body, before, told = entry["body"], bytes.fromhex(entry["before"]), bytes.fromhex(entry["hash"])
    if set(body) != set(BODY) or body["organisation"] != entry["organisation"]:
        raise Broken(f"{place}: the entry is not whole")
    digest = hashlib.sha256(canonical(body)).digest()
    if hashlib.sha256(before + digest).digest() != told:
        raise Broken(f"{place}: the entry was changed, or another one stood before it")
    node = hashlib.sha256(b"\x00" + f"{entry['organisation']}|{entry['seq']}|".encode() + told).digest()
    for side, beside in entry["path"]:
        pair = bytes.fromhex(beside) + node if side == "left" else node + bytes.fromhex(beside)
        node = hashlib.sha256(b"\x01" + pair).digest()
    if entry["seal"] not in seals or node.hex() != seals[entry["seal"]]["root"]:
        raise Broken(f"{place}: no seal covers it")
    return body, digest.hex()


def check_recovery(path, key_hex):
    """Check an evidence pack; how many files and entries it holds."""
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key_hex))
    try:
        packed = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise Broken("the pack cannot be opened") from error
    with packed:
        for name in (MANIFEST, PROOF):
            if name not in packed.namelist():
                raise Broken(f"{name}: is missing")
        try:
            raw = packed.read(MANIFEST)
            lines = packed.read(PROOF).splitlines()
        except (zipfile.BadZipFile, EOFError) as error:
            raise Broken("manifest or proof cannot be read") from error
        told = read_strictly(raw, MANIFEST)
        if told.get("format") != "huilong-recovery-pack" or canonical(told) != raw:
            raise Broken(f"{MANIFEST}: not the manifest of a recovery")
        check_held(packed, told)
    seals, digests, said = {}, [], []
    for number, line in enumerate(lines, start=1):
        place = f"{PROOF} line {number}"
        one = read_strictly(line, place)
        try:
            if number == 1:
                if one != {"pack": 1, "public_key": key_hex}:
                    raise Broken(f"{place}: signed with another key than the one you were given")
            elif set(one) == {"seal"}:
                seal = one["seal"]
                key.verify(bytes.fromhex(seal["signature"]), canonical({name: seal[name] for name in SEALED}))
                seals[seal["number"]] = seal
            elif set(one) == {"entry"}:
                body, digest = check_entry(one["entry"], seals, place)
                digests.append(digest)
                if body["verb"] == "recovery.packed" and body["detail"].get("manifest"):
                    said.append((body["detail"]["manifest"], body["detail"]["order"], digest))
            else:
                raise Broken(f"{place}: neither a seal nor an entry")
        except InvalidSignature as error:
            raise Broken(f"{place}: the signature of the seal does not hold") from error
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Broken(f"{place}: cannot be read ({error})") from error
    mark = hashlib.sha256(raw).hexdigest()
    mine = {digest for manifest, order, digest in said if (manifest, order) == (mark, told["order"])}
    if not mine:
        raise Broken(f"{MANIFEST}: the journal does not say that this was packed")
    if sorted(set(digests) - mine) != sorted(set(told["entries"]) - mine):
        raise Broken("entries are missing, or are more than were packed")
    return len(told["holds"]), len(digests)


def main(arguments=None):
    """Check one pack; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pack")
    parser.add_argument("--key", required=True, help="the public key of the seals, 64 hex digits")
    options = parser.parse_args(arguments)
    try:
        if zipfile.is_zipfile(options.pack):
            held, entries = check_recovery(options.pack, options.key)
            print(f"WHOLE {held} files, {entries} entries")
            return 0
        head, links, seals = read(options.pack)
        if head["public_key"] != options.key:
            raise Broken("line 1: signed with another key than the one you were given")
        found = check_links(links)
        sealed = check_seals(found, seals, Ed25519PublicKey.from_public_bytes(bytes.fromhex(options.key)))
        if sealed != len(found):
            raise Broken(f"after the last seal: {len(found) - sealed} links are not sealed")
    except Broken as broken:
        print(f"BROKEN {broken}")
        return 1
    print(f"WHOLE {len(found)} entries, {len(seals)} seals")
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Run the shared score scripts and fail where a figure is below the recorded one.

usage: scores.py --tfaccess BIN --shared DIR --recorded FILE [--record]

--record writes the figures of this run into FILE instead of comparing.
"""
import argparse, json, pathlib, re, subprocess, sys, tempfile

p = argparse.ArgumentParser()
p.add_argument("--tfaccess", required=True)
p.add_argument("--shared", type=pathlib.Path, required=True)
p.add_argument("--recorded", type=pathlib.Path, required=True)
p.add_argument("--record", action="store_true")
a = p.parse_args()


def run(*command):
    r = subprocess.run([sys.executable, *map(str, command)], capture_output=True, text=True)
    if not r.stdout.strip():
        sys.exit(f"{command[0]} printed nothing: {r.stderr.strip()[-400:]}")
    return r.stdout.strip().splitlines()


figures = {}
conformance = a.shared / "conformance"
lines = run(conformance / "score.py", "--tfaccess", a.tfaccess, "--list", "0", conformance / "open", conformance / "aws-docs")
print("decision cases:", lines[-1])
figures["decision cases passed"] = int(lines[-1].split()[0])

for name, extra in (("scenarios", []), ("scenarios without source", ["--no-source"])):
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        lines = run(a.shared / "scenarios" / "score.py", "--tfaccess", a.tfaccess, "--quiet", "--json", out.name, *extra, a.shared / "scenarios")
        totals = json.loads(pathlib.Path(out.name).read_text())
    print(f"{name}: {lines[-2]}\n{name}: {lines[-1]}")
    t = totals["totals"]
    for key, figure in (("passed", "scen_ok"), ("queries right", "q_ok"), ("findings reported", "f_ok"), ("traps kept", "trap_ok"), ("certainty right", "cert_ok"), ("exact layers", "den_exact"), ("statements", "stmt_ok"), ("addresses", "addr_ok")):
        figures[f"{name}: {key}"] = t[figure]
    figures[f"{name}: no overclaim or false flag"] = -sum(len(re.findall(r"^(?:overclaimed|false flag|clean scenario)", b)) for s in totals["scenarios"] for b in s["bad"])
    figures[f"{name}: unlisted errors (negative)"] = -t["extra"]

if a.record:
    a.recorded.write_text(json.dumps(figures, indent=1) + "\n")
    sys.exit(0)
recorded = json.loads(a.recorded.read_text())
worse = [f"{k}: {figures.get(k)} is below the recorded {v}" for k, v in recorded.items() if figures.get(k, -1 << 30) < v]
print("\n".join(worse) if worse else "no figure is below its record")
sys.exit(1 if worse else 0)

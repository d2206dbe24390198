import json
from tests.conftest import World
from tests.sample.conftest import FILE
from vethanam.sample.playing import play_one, read_acts
from vethanam.journal.sequencer import sequence_once
from vethanam.payments.models import PaymentFinding

NEW = {
    "ask_about_pay",
    "answer_about_pay",
    "choose_sender",
    "send_code",
    "cost",
    "cost_again",
    "bill_arrears",
    "settle_with_bank",
    "grant_increments",
    "arrears",
}


def test_it(sample: World, log_key) -> None:
    out = open("/tmp/new_docs.txt", "w")
    for act in read_acts(FILE):
        sequence_once(log_key)
        if act.do == "settle_with_bank":
            for f in PaymentFinding.objects.order_by("pk"):
                print("FIND", f.pk, f.officer, f.code, f.resolved_at, file=out)
        a = play_one(act)
        t = json.loads(json.dumps(a.as_json(), default=str))
        if act.do in NEW or not a.ok:
            print(act.do, json.dumps(t, ensure_ascii=False, indent=1), file=out)

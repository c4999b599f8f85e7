"""Takes a whole exam with the generated client: imports a bank, defines an exam type, starts, answers, reads the report.

Arguments: the address of the server, and an API key. The examinee uses the session token alone.
"""

import io
import sys
import uuid

from adaptive_testing_client import AuthenticatedClient
from adaptive_testing_client.api.catalogue import import_bank, import_exam_type, read_bank
from adaptive_testing_client.api.exam import answer_item, complete_exam, next_item, start_exam
from adaptive_testing_client.api.sessions import list_sessions, read_report
from adaptive_testing_client.models import (
    AnswerByCorrectness,
    AnswerByOption,
    AnswerReply,
    CompleteRequest,
    Design,
    DesignStopping,
    EstimateDisplay,
    ExamTypeReply,
    ExamTypeRequest,
    ImportedBank,
    Progress,
    Report,
    StartReply,
    StartRequest,
)
from adaptive_testing_client.types import File

BANK = b"""item_id,model,a,b,stem,key,option_A,option_B
q1,2pl,1.1,-0.5,"First, of three?",A,yes,no
q2,2pl,0.9,0.3,Second?,B,yes,no
q3,2pl,1.3,1.2,Third?,A,yes,no
"""


def expect(reply, kind):
    assert isinstance(reply, kind), reply
    return reply


def main(url, key):
    platform = AuthenticatedClient(base_url=url, token=key)
    bank = import_bank.sync(client=platform, body=File(payload=io.BytesIO(BANK)), name="generated", scaling_constant=1.0)
    assert expect(bank, ImportedBank).item_count == 3
    design = Design(stopping=DesignStopping(max_items=3))
    request = ExamTypeRequest(
        exam_type="generated", bank="generated", estimates=EstimateDisplay.AT_END, design=design
    )
    exam_type = expect(import_exam_type.sync(client=platform, body=request), ExamTypeReply)
    assert exam_type.design.stopping.max_items == 3
    keys = {item.item_id: item.answer_key for item in read_bank.sync(client=platform, name="generated").items}

    request = StartRequest(exam_type="generated", examinee_id="e-17")
    idempotency_key = str(uuid.uuid4())
    started = expect(start_exam.sync(client=platform, body=request, idempotency_key=idempotency_key), StartReply)
    again = expect(start_exam.sync(client=platform, body=request, idempotency_key=idempotency_key), StartReply)
    session = started.exam_session_id
    assert again.exam_session_id == session

    examinee = AuthenticatedClient(base_url=url, token=started.session_token)
    refused = list_sessions.sync(client=examinee)
    assert refused.code == "platform_only", refused
    item = expect(next_item.sync(client=examinee, exam_session_id=session), Progress).item
    conflict = AnswerByOption(exam_session_id=session, item_id="no-such-item", answer="A")
    problem = answer_item.sync(client=examinee, body=conflict)
    assert (problem.code, problem.pending_item_id) == ("not_pending_item", item.item_id), problem
    answered = 0
    while item is not None:
        answer = AnswerByOption(exam_session_id=session, item_id=item.item_id, answer=keys[item.item_id])
        client = examinee
        if answered == 1:
            client = platform
            answer = AnswerByCorrectness(exam_session_id=session, item_id=item.item_id, correct=False)
        reply = expect(answer_item.sync(client=client, body=answer), AnswerReply)
        item = reply.item
        answered += 1
    assert (answered, reply.finished, reply.stop_reason) == (3, True, "max_items"), reply
    completed = complete_exam.sync(client=examinee, body=CompleteRequest(exam_session_id=session))
    report = expect(read_report.sync(client=platform, id=session), Report)
    assert report.completed and report.examinee_id == "e-17", report
    assert expect(completed, Report).theta == report.theta == reply.theta
    assert [step.response for step in report.trace].count(0) == 1, report


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

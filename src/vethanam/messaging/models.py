"""Texts, intimations of credits, campaigns, single uses and their recipients."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vethanam.journal.models import LoggedAct
from vethanam.messaging.canary_models import (  # noqa: F401 - tables of this room
    Canary,
    CanaryPlanting,
    CanaryProposal,
    CanaryReached,
)
from vethanam.messaging.portal_report_models import (  # noqa: F401 - tables of this room
    PortalReport,
    PortalReportLine,
)
from vethanam.messaging.registers.models import (  # noqa: F401 - tables of this room
    LinkInForce,
    RegisterLink,
    RegisterLinkDecision,
    RegisterLinkEnd,
    RegisterMessage,
    RegisterRecipient,
    RegisterReport,
    Tester,
)
from vethanam.messaging.stop_word_models import (  # noqa: F401 - tables of this room
    ArrivalCount,
    NumberMark,
    StopWord,
    StopWordEnd,
)
from vethanam.privacy.models.requesters import AskedFor
from vethanam.privacy.purposes import SERVICE_BOOK


class MessageText(models.Model):
    """One version of a text in every language, as committed to in its leaf. Append-only."""

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=24)
    content = models.JSONField()
    hash = models.BinaryField()
    leaf = models.BigIntegerField()
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="text_version_once")]

    def __str__(self) -> str:
        return f"{self.code} version {self.version}"


class Intimation(models.Model):
    """The notice of one credit to its person, once. The row is also her portal copy.

    ``values`` are masked figures only; ``code`` is random and part of the message, so that she can compare
    the two. ``corrects`` names the intimation that a later event contradicts: a credit that came back.
    ``again`` names an earlier one that was set aside at dispatch: the same news under a new use.
    """

    credit = models.ForeignKey(
        "payments.Credit", models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    use = models.ForeignKey(
        "privacy.Use", models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(
        "people.Person", models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    employment = models.ForeignKey(
        "people.Employment", models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    for_month = models.IntegerField()
    text = models.ForeignKey(
        MessageText, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    values = models.JSONField()
    code = models.CharField(max_length=10, unique=True)
    corrects = models.ForeignKey(
        "self", models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    again = models.ForeignKey(
        "self", models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["use", "person"], name="told_once_per_use"),
            models.UniqueConstraint(
                fields=["credit", "again"], nulls_distinct=False, name="credit_told_once"
            ),
            models.UniqueConstraint(
                fields=["corrects", "again"], nulls_distinct=False,
                condition=models.Q(corrects__isnull=False), name="corrected_once",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["person", "for_month"], name="told_of_month")]


class BenefitIntimation(models.Model):
    """The notice of one payment of an award to its person, once. The row is also her copy, on her own page.

    ``leg`` is the payment. ``values`` are masked figures only; ``code`` is random and part of the message, so
    that she can compare the two.
    """

    leg = models.BigIntegerField(unique=True)
    award = models.ForeignKey("benefits.Award", models.DO_NOTHING, related_name="+", db_constraint=False)
    use = models.ForeignKey(
        "privacy.Use", models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    person = models.ForeignKey("people.Person", models.DO_NOTHING, related_name="+", db_constraint=False)
    text = models.ForeignKey(
        MessageText, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    values = models.JSONField()
    code = models.CharField(max_length=10, unique=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["use", "person"], name="benefit_told_once_per_use")]


class ContactNotice(models.Model):
    """A notice about a changed contact: a code to the new one, a sentence to the replaced one. One per use.

    ``values`` fill its text; those of a code hold the SHA-256 of the sealed code, which the dispatcher opens
    into the letter.
    """

    use = models.OneToOneField("privacy.Use", models.DO_NOTHING, related_name="+")
    person = models.ForeignKey("people.Person", models.DO_NOTHING, related_name="+")
    contact = models.ForeignKey("privacy.Contact", models.DO_NOTHING, related_name="+")
    channel = models.CharField(max_length=20)
    code = models.ForeignKey("privacy.ContactCode", models.DO_NOTHING, null=True, related_name="+")
    text = models.ForeignKey(MessageText, models.DO_NOTHING, related_name="+")
    values = models.JSONField()
    recorded_at = models.DateTimeField()


class FactNotice(models.Model):
    """The notice of one recorded event to its person: a leave, an answer, a statement of tax. Once each.

    ``kind`` and ``source`` name the row that it is about. ``code`` is random and part of the message.
    """

    use = models.ForeignKey("privacy.Use", models.DO_NOTHING, related_name="+")
    person = models.ForeignKey("people.Person", models.DO_NOTHING, related_name="+")
    text = models.ForeignKey(MessageText, models.DO_NOTHING, related_name="+")
    values = models.JSONField()
    code = models.CharField(max_length=10, unique=True)
    kind = models.CharField(max_length=12)
    source = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "source", "person"], name="event_told_once"),
            models.UniqueConstraint(fields=["use", "person"], name="fact_told_once_per_use"),
        ]

    def __str__(self) -> str:
        return f"Notice of {self.kind} {self.source}"


class CohortCount(models.Model):
    """A count of a rule for an officer. Append-only, each with its leaf; limited per day.

    ``is_told`` says whether the answer was the figure, or only that it is small.
    """

    asked_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")
    purpose = models.CharField(max_length=24)
    rule = models.JSONField()
    source = models.CharField(max_length=24, default=SERVICE_BOOK)
    count = models.IntegerField()
    is_told = models.BooleanField()
    at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        indexes = [models.Index(fields=["asked_by", "at"], name="counts_of_officer")]


class Campaign(AskedFor):
    """A message to many people, as composed and published: order, people, text, sender, channels, time.

    Never changed.

    ``members`` are the people of the rule at that instant. ``root`` commits to them under salts derived from
    ``secret``; without the secret it reveals nothing. ``commitment`` binds all of it and is signed by the
    approvers. ``left_out`` counts by code the people refused or told on the portal only, when it was
    composed. ``source`` is the register of its people and contacts; the signed words of ``cohort`` name it.
    ``asking_person`` acted, ``for_person`` is the officer in her place, if another; of a request of another
    body's ``program`` neither is set, and its people are those of its numbers. ``repeats`` is an earlier
    message with the same text to some of the same people, and ``repeats_because`` the reason to send again.
    """

    reference = models.CharField(max_length=32, unique=True)
    purpose = models.CharField(max_length=24)
    purpose_hash = models.BinaryField()
    order = models.ForeignKey("orders.Order", models.DO_NOTHING, null=True, related_name="+")
    text = models.ForeignKey(MessageText, models.DO_NOTHING, related_name="+")
    values = models.JSONField()
    office = models.CharField(max_length=24)
    sender = models.CharField(max_length=24)
    channels = ArrayField(models.CharField(max_length=20))
    source = models.CharField(max_length=24, default=SERVICE_BOOK)
    rule = models.JSONField()
    cohort = models.CharField(max_length=300)
    members = ArrayField(models.BigIntegerField())
    secret = models.BinaryField()
    root = models.BinaryField()
    classes = models.JSONField()
    left_out = models.JSONField(default=dict)
    sanction = models.JSONField(null=True)
    send_from = models.DateTimeField()
    send_until = models.DateTimeField()
    repeats = models.ForeignKey("self", models.DO_NOTHING, null=True, related_name="+")
    repeats_because = models.CharField(max_length=300, blank=True, default="")
    asked_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")
    asking_person = models.BigIntegerField(null=True)  # type: ignore[assignment]
    program = models.ForeignKey("people.Program", models.DO_NOTHING, null=True, related_name="+")
    role = models.CharField(max_length=24)
    commitment = models.BinaryField(unique=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(asking_person__isnull=False, program=None)
                | models.Q(asking_person=None, for_person=None, program__isnull=False),
                name="message_of_person_or_program",
            )
        ]

    def __str__(self) -> str:
        return f"Message {self.reference}"


class CampaignDecline(LoggedAct):
    """An approver's refusal of a campaign, with her reason. It is final: the campaign is never sent.

    Append-only. ``role`` is her role in approvals, ``person`` the officer herself.
    """

    campaign = models.OneToOneField(Campaign, models.DO_NOTHING, related_name="decline")
    role = models.CharField(max_length=24)
    declined_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")
    reason = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"Decline of message {self.campaign_id}"


class CampaignUse(models.Model):
    """A request to send a campaign, with any answer; at most one is allowed."""

    campaign = models.ForeignKey(Campaign, models.DO_NOTHING, related_name="uses")
    use = models.OneToOneField("privacy.Use", models.DO_NOTHING, related_name="+")
    is_allowed = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"], condition=models.Q(is_allowed=True), name="campaign_sent_once"
            )
        ]


class Recipient(AskedFor):
    """A recipient of feeds or print jobs. It counts once a second person has signed for it. Append-only.

    ``public_key`` is an X25519 key of 32 bytes: only its holder can open the files. ``code`` names the
    folder; ``receives_as`` is the recipient in the catalogue of purposes.
    """

    class Kind(models.TextChoices):
        FEED = "feed"
        PRINT = "print"

    reference = models.CharField(max_length=32, unique=True)
    code = models.SlugField(max_length=24)
    name = models.CharField(max_length=120)
    name_ml = models.CharField(max_length=120)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    receives_as = models.CharField(max_length=24)
    public_key = models.BinaryField()
    order = models.ForeignKey("orders.Order", models.DO_NOTHING, null=True, related_name="+")
    office = models.CharField(max_length=24)
    entered_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")
    commitment = models.BinaryField(unique=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"Recipient {self.code}"


class RecipientEnd(models.Model):
    """The end of a recipient. Append-only."""

    recipient = models.OneToOneField(Recipient, models.DO_NOTHING, related_name="end")
    ended_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)


class AskedUse(AskedFor):
    """A request to see one person's contact (``reveal``), or for a feed to a recipient. Never changed.

    ``given`` is the permit request without people, actor and approvals. ``members`` are its people, ``root``
    commits to them under ``secret``; ``commitment`` binds all of it and is signed by the approvers.
    """

    reference = models.CharField(max_length=32, unique=True)
    purpose = models.CharField(max_length=40)
    purpose_hash = models.BinaryField()
    mode = models.CharField(max_length=8)
    office = models.CharField(max_length=24)
    role = models.CharField(max_length=24)
    scope = models.CharField(max_length=24, blank=True)
    fields = ArrayField(models.CharField(max_length=40))
    given = models.JSONField()
    cohort = models.CharField(max_length=300)
    members = ArrayField(models.BigIntegerField())
    secret = models.BinaryField()
    root = models.BinaryField()
    recipient = models.ForeignKey(Recipient, models.DO_NOTHING, null=True, related_name="+")
    asked_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")
    commitment = models.BinaryField(unique=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["office", "-id"], name="asked_uses_of_office")]

    def __str__(self) -> str:
        return f"Asked use {self.reference}"


class AskedUseAnswer(models.Model):
    """A request to carry out a single use, with any answer. At most one is allowed for a feed.

    ``answer_key`` is a P-256 key of the asking officer's browser or program; the contact is sealed to it.
    ``is_queued`` is set once the worker has queued it for the dispatcher.
    """

    asked = models.ForeignKey(AskedUse, models.DO_NOTHING, related_name="answers")
    use = models.OneToOneField("privacy.Use", models.DO_NOTHING, related_name="+")
    is_allowed = models.BooleanField()
    is_queued = models.BooleanField(default=False)
    answer_key = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asked"],
                condition=models.Q(is_allowed=True, answer_key__isnull=True),
                name="feed_allowed_once",
            )
        ]


class SealedAnswer(models.Model):
    """A contact sealed by the dispatcher to the key of the asking officer. Only that key opens it."""

    use = models.ForeignKey("privacy.Use", models.DO_NOTHING, related_name="+")
    message = models.BigIntegerField(unique=True)
    person = models.BigIntegerField()
    field = models.CharField(max_length=20)
    sealed = models.BinaryField()
    recorded_at = models.DateTimeField()


class RegisteredSender(models.Model):
    """The sender shown in an office's messages. Append-only; the latest row of an office holds.

    ``mailbox`` is the office's published address, ``header`` its registered SMS header, ``header_id`` and
    ``entity_id`` the numbers of header and office in the operators' register, ``telemarketers`` those of the
    bodies that hand its messages on, in order. ``owner`` is the body that owns mailbox and header by law.
    ``replies_to`` is the short code to which readers send the stop word, if there is one.
    """

    office = models.CharField(max_length=24)
    name = models.CharField(max_length=120)
    name_ml = models.CharField(max_length=120)
    mailbox = models.CharField(max_length=120)
    header = models.CharField(max_length=11, blank=True)
    header_id = models.CharField(max_length=24, blank=True)
    entity_id = models.CharField(max_length=24, blank=True)
    telemarketers = models.CharField(max_length=120, blank=True, default="")
    owner = models.CharField(max_length=160, blank=True, default="")
    replies_to = models.CharField(max_length=6, blank=True, default="")
    #: the entry ``sender.registered`` with the hash of all this; a row without it names nobody's sender
    leaf = models.BigIntegerField(null=True, unique=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Sender of {self.office}"


class SenderManager(models.Model):
    """A post that manages a sender from a day on. Append-only; the latest row of a post and first day holds.

    ``signs_in`` is how its holder signs in at the operators or the mail server; ``valid_until`` its last day.
    """

    office = models.CharField(max_length=24)
    post = models.CharField(max_length=120)
    post_ml = models.CharField(max_length=120)
    signs_in = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Manager of the sender of {self.office}"


class SenderCredential(models.Model):
    """A new credential of a sender, from a day on: at mail server, SMSC, portal or operators. Append-only.

    ``kept`` says where its secret is, ``turned_by`` which post renewed it. The secret itself is never here.
    """

    office = models.CharField(max_length=24)
    place = models.CharField(max_length=12)
    kept = models.CharField(max_length=12)
    turned_by = models.CharField(max_length=120)
    turned_by_ml = models.CharField(max_length=120)
    valid_from = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Credential of the sender of {self.office}"


class OperatorText(models.Model):
    """A short text in the operators' register: one version, sender and language. Append-only; the latest row
    of these holds.

    ``template_id`` is its number there, ``words`` are those registered, with a mark for each variable.
    """

    text = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    office = models.CharField(max_length=24)
    language = models.CharField(max_length=2)
    template_id = models.CharField(max_length=19)
    category = models.CharField(max_length=20)
    words = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Text {self.text} in the operators' register"


class OperatorHold(models.Model):
    """A text that waits in one language, after ten refusals of its numbers by the operator. Append-only.

    ``status`` is the operator's answer, ``at`` business time.
    """

    office = models.CharField(max_length=24)
    text = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=2)
    status = models.CharField(max_length=40)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Hold of text {self.text} of {self.office}"


class RegisteredGateway(models.Model):
    """The other side of a gateway from a day on. Append-only; the latest row of a code holds.

    ``run_by`` is the body that runs it; ``valid_until`` is its last day, once it is closed.
    """

    code = models.CharField(max_length=24)
    kind = models.CharField(max_length=4)
    host = models.CharField(max_length=120)
    port = models.PositiveIntegerField()
    run_by = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Gateway {self.code}"


class OperatorTariff(models.Model):
    """The price of 1,000 parts of short messages through a gateway, in paise, from a day on. Append-only; the
    latest row of a gateway and first day holds.
    """

    gateway = models.CharField(max_length=24)
    thousand_paise = models.BigIntegerField()
    valid_from = models.DateField()
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Tariff of {self.gateway}"


class CountFile(LoggedAct):
    """An operator's own count of our messages, compared with ours. Append-only, each file once.

    ``lines`` are header, template, day and both counts. ``case`` is the case opened because the operator
    counted more than we handed over.
    """

    reference = models.CharField(max_length=32, unique=True)
    hash = models.BinaryField(unique=True)
    office = models.CharField(max_length=24)
    lines = models.JSONField()
    over = models.PositiveIntegerField()
    case = models.ForeignKey("privacy.Duty", models.DO_NOTHING, null=True, related_name="+")
    entered_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")

    def __str__(self) -> str:
        return f"Count file {self.reference}"

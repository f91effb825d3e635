"""Mails that servers and people send back, with made-up names."""

OURS = "<1001.55aa@digibank.example.be>"
HOME = "post+an=thuis.example@digibank.example.be"


def report(
    blocks, *, words="Uw bericht kwam niet aan.", returned=f"Message-ID: {OURS}\n", head="", top=""
):
    """A delivery report (RFC 3464) with these blocks of fields, one for each recipient."""
    return f"""\
Return-Path: <>
Delivered-To: {HOME}
From: Mail Delivery System <MAILER-DAEMON@mx.example.be>
To: {HOME}
Subject: Undelivered Mail Returned to Sender
Message-ID: <own-77@mx.example.be>
{head}MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="grens/1"

--grens/1
Content-Type: text/plain; charset=us-ascii

{words}

--grens/1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.be
{top}
{blocks}
--grens/1
Content-Type: text/rfc822-headers

From: Digibank <{HOME}>
Subject: Uw laptop
{returned}
--grens/1--
""".encode()


POSTFIX = f"""\
Return-Path: <>
X-Original-To: {HOME.upper()}
Delivered-To: post@digibank.example.be
Received: by mx.example.be (Postfix) id 4A1; Mon, 2 Mar 2026 09:00:00 +0100 (CET)
Date: Mon, 2 Mar 2026 09:00:00 +0100 (CET)
From: MAILER-DAEMON@mx.example.be (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {HOME}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4A1.1772438400/mx.example.be"
Message-Id: <20260302080000.4A1@mx.example.be>

This is a MIME-encapsulated message.

--4A1.1772438400/mx.example.be
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.be.

<An@Thuis.example>: host mx.thuis.example[192.0.2.5] said: 550 5.1.1
    <An@Thuis.example>: Recipient address rejected: User unknown (in reply to
    RCPT TO command)

--4A1.1772438400/mx.example.be
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.be
X-Postfix-Queue-ID: 4A1
Arrival-Date: Mon,  2 Mar 2026 08:59:58 +0100 (CET)

Final-Recipient: rfc822; An@Thuis.example
Original-Recipient: rfc822;An@Thuis.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.thuis.example
Diagnostic-Code: smtp; 550 5.1.1 <An@Thuis.example>: Recipient address
    rejected: User unknown

--4A1.1772438400/mx.example.be
Content-Description: Undelivered Message
Content-Type: message/rfc822

Return-Path: <{HOME}>
Received: from web.example.be (web.example.be [192.0.2.9])
From: Digibank <{HOME}>
To: An@Thuis.example
Subject: Uw laptop
Message-ID: {OURS}
References: <zaak-3@digibank.example.be>

Dag An
--4A1.1772438400/mx.example.be--
""".encode()

EXIM = f"""\
Return-Path: <>
Envelope-to: {HOME}
Received: from mail by mail.example.be with local (Exim 4.72)
X-Failed-Recipients: jan@weg.example
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mail.example.be>
To: {HOME}
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1abc-0001@mail.example.be>

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  jan@weg.example
    SMTP error from remote mail server after RCPT TO:<jan@weg.example>:
    host mx.weg.example [192.0.2.7]: 550-5.7.1 blocked, see the policy at
    550 5.7.1 https://weg.example/post

------ This is a copy of the message, including all the headers. ------

Return-path: <{HOME}>
From: Digibank <{HOME}>
To: jan@weg.example
Message-ID: {OURS}

Dag Jan
""".encode()

QMAIL = f"""\
Return-Path: <>
Delivered-To: {HOME}
Date: 2 Mar 2026 08:00:00 -0000
From: MAILER-DAEMON@oud.example
To: {HOME}
Subject: failure notice

Hi. This is the qmail-send program at oud.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<els@oud.example>:
Sorry, no mailbox here by that name. (#5.1.1)

<bram@oud.example>:
Remote host said: 552 quota exceeded

--- Below this line is a copy of the message.

Return-Path: <{HOME}>
Message-ID: {OURS}
From: Digibank <{HOME}>
To: els@oud.example

Dag Els
""".encode()

OFFICE = f"""\
From: <postmaster@kantoor.example>
To: <{HOME}>
Date: Mon, 2 Mar 2026 08:00:00 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="aa11-bb22"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: nl-BE
Message-ID: <f00d@EU1.kantoor.example>
In-Reply-To: {OURS}
References: {OURS}
Subject: =?utf-8?Q?Onbestelbaar=3A_Uw_laptop?=
Auto-Submitted: auto-replied
MIME-Version: 1.0

--aa11-bb22
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="cc33-dd44"

--cc33-dd44
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

VXcgYmVyaWNodCBrb24gbmlldCB3b3JkZW4gYmV6b3JnZC4=

--cc33-dd44
Content-Type: text/html; charset="utf-8"

<html><body><p>Uw bericht kon niet worden bezorgd.</p></body></html>

--cc33-dd44--

--aa11-bb22
Content-Type: message/delivery-status

Reporting-MTA: dns;EU1.kantoor.example
Received-From-MTA: dns;web.example.be
Arrival-Date: Mon, 2 Mar 2026 07:59:59 +0000

Original-Recipient: rfc822;mia@kantoor.example
Final-Recipient: rfc822;mia@kantoor.example
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient
 mia@kantoor.example not found by SMTP address lookup

--aa11-bb22
Content-Type: message/rfc822

Message-ID: {OURS}
From: Digibank <{HOME}>
To: <mia@kantoor.example>
Subject: Uw laptop
Content-Type: multipart/alternative; boundary="ee55"

--ee55
Content-Type: text/plain

Dag Mia
--ee55--

--aa11-bb22--
""".encode()

EXCHANGE = f"""\
From: System Administrator <postmaster@school.example>
To: {HOME}
Subject: Undeliverable: Uw laptop
MIME-Version: 1.0
Content-Type: text/plain; charset="us-ascii"

Your message

  To:      lies@school.example
  Subject: Uw laptop

did not reach the following recipient(s):

lies@school.example on Mon, 2 Mar 2026 09:00:00 +0100
    The e-mail account does not exist at the organization this message was
    sent to. <school.example #5.1.1>
    MSEXCH:MSExchangeMTA:SCHOOL:MAIL
""".encode()

GMAIL = report(
    """\
Final-Recipient: rfc822; nora@gmail.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.gmail.example. (192.0.2.26, the server for the domain.)
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please
 550 5.1.1 try double-checking the address.
Last-Attempt-Date: Mon, 02 Mar 2026 00:00:00 -0800 (PST)
""",
    head="X-Failed-Recipients: nora@gmail.example\nIn-Reply-To: <1001.55aa@digibank.example.be>\n",
)
FULL = report(
    """\
Final-Recipient: rfc822; vol@thuis.example
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 Mailbox full
"""
)
DELAYED = report(
    """\
Final-Recipient: rfc822; traag@thuis.example
Action: delayed
Status: 4.4.1
Diagnostic-Code: X-Postfix; connect to mx.thuis.example: Connection timed out
Will-Retry-Until: Sat, 7 Mar 2026 09:00:00 +0100 (CET)
"""
)
GAVE_UP = report(
    """\
Final-Recipient: rfc822; traag@thuis.example
Action: failed
Status: 4.4.1
Diagnostic-Code: X-Postfix; connect to mx.thuis.example: Connection timed out
"""
)
EXPIRED = report(
    """\
Final-Recipient: rfc822;traag@kantoor.example
Action: failed
Status: 5.0.350
Diagnostic-Code: smtp;550 4.4.7 QUEUE.Expired; message expired
"""
)
SPAM = report(
    """\
Final-Recipient: rfc822;an@thuis.example
Action: failed
Status: 5.7.1
Diagnostic-Code: smtp; 554 5.7.1 Service unavailable; client host blocked
"""
)
RELAYED = report(
    """\
Original-Recipient: rfc822;weg@thuis.example
Final-Recipient: rfc822;verhuisd@elders.example
Action: failed
Status: 5.1.6
Diagnostic-Code: smtp; 551 5.1.6 Moved away

Final-Recipient: rfc822;daar@thuis.example
Action: relayed
Status: 2.0.0
""",
    top="Original-Message-ID: <1001.55aa@digibank.example.be>\n",
)
FORGED = report(
    """\
Final-Recipient: rfc822;an@thuis.example
Action: failed
Status: 5.1.1
""",
    returned="",
)
LATIN = (
    report(
        """\
Final-Recipient: rfc822;rené@thuis.example
Action: failed
Status: 5.2.1
Diagnostic-Code: smtp; 550 5.2.1 boîte désactivée
""",
        words="Votre message n'a pas été remis.",
    )
    .replace("é".encode(), b"\xe9")
    .replace("î".encode(), b"\xee")
)
OPAQUE = f"""\
From: Postmaster <postmaster@klein.example>
To: {HOME}
Subject: Uw bericht is onbestelbaar
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

<html><body><p>Beste,</p><p>Uw bericht aan &lt;piet@klein.example&gt; gaf deze fout:</p>
<p>550 5.1.1 gebruiker piet@klein.example bestaat niet</p>
<p>Het had als kenmerk Message-ID: &lt;1001.55aa@digibank.example.be&gt;</p></body></html>
""".encode()

AWAY_DUTCH = f"""\
Return-Path: <>
From: An Peeters <an@thuis.example>
To: {HOME}
Subject: =?utf-8?B?QXV0b21hdGlzY2ggYW50d29vcmQ6IFV3IGxhcHRvcA==?=
In-Reply-To: {OURS}
Auto-Submitted: auto-generated
X-Auto-Response-Suppress: All

Ik ben afwezig tot 9 maart. Bel gerust 550 5.1.1 of mail jan@thuis.example.
""".encode()
AWAY_FRENCH = f"""\
Return-Path: <>
From: Chantal <chantal@maison.example>
To: {HOME}
Subject: Votre portable
Thread-Topic: =?iso-8859-1?Q?R=E9ponse_automatique_=3A_Votre_portable?=
Precedence: auto_reply

Je suis absente. Merci d'écrire à luc@maison.example (550 5.1.1).
""".encode("latin-1")
AWAY_ENGLISH = f"""\
From: Sam <sam@home.example>
To: {HOME}
Subject: Your mail
Return-Path: <>
X-Autoreply: yes

I am out of office. The user luc@home.example does not exist any more: 550 5.1.1.
""".encode()
VACATION = f"""\
Return-Path: <>
From: sam@home.example
To: {HOME}
Subject: Uw laptop, 550 5.1.1 sam@home.example
Auto-Submitted: auto-replied (vacation)
In-Reply-To: {OURS}
References: {OURS}

I am reading my mail on 9 March.
""".encode()
RECEIPT = f"""\
From: An Peeters <an@thuis.example>
To: {HOME}
Subject: Gelezen: Uw laptop
Content-Type: multipart/report; report-type=disposition-notification; boundary="rr"

--rr
Content-Type: text/plain

Uw bericht is gelezen.
--rr
Content-Type: message/disposition-notification

Final-Recipient: rfc822;an@thuis.example
Original-Message-ID: {OURS}
Disposition: manual-action/MDN-sent-manually; displayed
--rr--
""".encode()
HUMAN = f"""\
From: An Peeters <an@thuis.example>
To: {HOME}
Subject: Re: Uw laptop
In-Reply-To: {OURS}

Dag, ik kreeg dit terug toen ik schreef naar lut@digibank.example.be:

Hi. This is the qmail-send program at oud.example.

<lut@digibank.example.be>:
Sorry, no mailbox here by that name. (#5.1.1)
""".encode()
FORWARDED = (
    f"""\
From: Postmaster <postmaster@thuis.example>
To: {HOME}
Subject: Fwd: Undelivered Mail Returned to Sender
Content-Type: multipart/mixed; boundary="ff"

--ff
Content-Type: text/plain

Kijk eens, wat is dit?
--ff
Content-Type: message/rfc822

""".encode()
    + POSTFIX
    + b"\n--ff--\n"
)
CHALLENGE = f"""\
Return-Path: <>
From: An Peeters <an@thuis.example>
To: {HOME}
Subject: Please confirm your message (550 an@thuis.example)
In-Reply-To: {OURS}

Click to prove that you are a person, then an@thuis.example gets your mail.
""".encode()
LATE = f"""\
Return-Path: <>
From: Mail Delivery System <Mailer-Daemon@mail.example.be>
To: {HOME}
Subject: Warning: message 1abc delayed 24 hours

A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue.

  jan@weg.example
    host mx.weg.example: 451 4.7.1 come back later

No action is required on your part.
""".encode()
COMPLAINT = f"""\
From: <feedback@groot.example>
To: {HOME}
Subject: FW: Uw laptop
Content-Type: multipart/report; report-type=feedback-report; boundary="cc"

--cc
Content-Type: text/plain

This is an email abuse report for a message from 192.0.2.9.
--cc
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Groot/1.0
Version: 1
Original-Rcpt-To: an@groot.example
--cc
Content-Type: message/rfc822

Message-ID: {OURS}
Subject: Uw laptop

Dag An
--cc--
""".encode()
GLOBAL = (
    report(
        """\
Final-Recipient: utf-8;rené@thuis.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 onbekend
"""
    )
    .replace(b"message/delivery-status", b"message/global-delivery-status")
    .replace(b"text/rfc822-headers", b"message/global-headers")
)
LISTED = f"""\
From: MAILER-DAEMON
To: {HOME}
X-Failed-Recipients: an@thuis.example, jan@thuis.example
Subject: Mail delivery failed

The following addresses failed:

  jan@thuis.example
    host unreachable
  an@thuis.example
    550 5.1.1 User unknown

Message-ID: {OURS}
""".encode()

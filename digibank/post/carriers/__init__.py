"""What carries messages: a mail server, a gateway for SMS, a mailbox for what comes back.

No database here: bytes and settings in, answers and `faults` out.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import digibank.ui.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("network", "0003_invitations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Neighbour",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "hash",
                        "name_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("hash", models.BigIntegerField()),
                ("name_id", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Name",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=1)),
                ("key", models.CharField(max_length=40)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "key"), name="one_row_per_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "given_name",
                    digibank.ui.fields.Words(blank=True, max_length=80, verbose_name="First name"),
                ),
                (
                    "family_name",
                    digibank.ui.fields.Words(blank=True, max_length=80, verbose_name="Family name"),
                ),
                ("born_on", models.DateField(blank=True, null=True, verbose_name="Birth date")),
                (
                    "age_band",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("0-17", "under 18"),
                            ("18-24", "18 to 24"),
                            ("25-39", "25 to 39"),
                            ("40-54", "40 to 54"),
                            ("55-64", "55 to 64"),
                            ("65-74", "65 to 74"),
                            ("75+", "75 or older"),
                        ],
                        max_length=5,
                        verbose_name="Age",
                    ),
                ),
                (
                    "street",
                    digibank.ui.fields.Words(
                        blank=True, max_length=160, verbose_name="Street and number"
                    ),
                ),
                ("postcode", models.CharField(blank=True, max_length=4, verbose_name="Postcode")),
                ("refnis", models.CharField(blank=True, max_length=5, verbose_name="Municipality")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="Phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="E-mail")),
                ("language", models.CharField(default="nl", max_length=3, verbose_name="Language")),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("phone", "Phone"),
                            ("sms", "SMS"),
                            ("letter", "Letter"),
                            ("email", "E-mail"),
                            ("helper", "Through a helper"),
                            ("", "None: comes by"),
                        ],
                        max_length=10,
                        verbose_name="Best reached by",
                    ),
                ),
                (
                    "helper",
                    digibank.ui.fields.Words(blank=True, max_length=160, verbose_name="Helper"),
                ),
                (
                    "needs_interpreter",
                    models.BooleanField(default=False, verbose_name="Needs an interpreter"),
                ),
                (
                    "reads_with_difficulty",
                    models.BooleanField(default=False, verbose_name="Reads with difficulty"),
                ),
                (
                    "gender",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("woman", "Woman"),
                            ("man", "Man"),
                            ("other", "Other"),
                            ("", "Not told"),
                        ],
                        max_length=10,
                        verbose_name="Gender",
                    ),
                ),
                (
                    "target_groups",
                    models.JSONField(blank=True, default=list, verbose_name="Target groups"),
                ),
                ("remark", digibank.ui.fields.FreeText(blank=True, verbose_name="Good to know")),
                (
                    "registered_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        verbose_name="Registered",
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                    ),
                ),
                ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="Erased")),
                (
                    "erased_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("asked", "The person asked for it"),
                            ("term", "Not needed any longer"),
                            ("mistake", "Registered by mistake"),
                        ],
                        max_length=10,
                        verbose_name="Why?",
                    ),
                ),
                (
                    "digibank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="network.digibank",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
            },
        ),
        migrations.CreateModel(
            name="NameKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("last_key", models.CharField(max_length=40)),
                ("first_key", models.CharField(max_length=40)),
                (
                    "digibank",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="network.digibank",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="name_keys",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True)),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("lost", "Lost"),
                            ("replaced", "Replaced"),
                            ("revoked", "Revoked"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cards",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SamePerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    digibank.ui.fields.FreeText(
                        blank=True, verbose_name="Why are they one person?"
                    ),
                ),
                ("linked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("unlinked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "linked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "unlinked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("phone", ""), _negated=True),
                fields=["digibank", "phone"],
                name="people_by_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("email", ""), _negated=True),
                fields=["digibank", "email"],
                name="people_by_email",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("erased_at", None),
                        ("erased_for", ""),
                        models.Q(("given_name", ""), _negated=True),
                    ),
                    models.Q(
                        ("erased_at__isnull", False),
                        ("family_name", ""),
                        ("given_name", ""),
                        models.Q(("erased_for", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="person_has_a_name_until_erased",
                violation_error_code="no_name",
                violation_error_message="Give a first name.",
            ),
        ),
        migrations.AddIndex(
            model_name="namekey",
            index=models.Index(
                fields=["digibank", "last_key", "first_key", "person"], name="people_by_last_name"
            ),
        ),
        migrations.AddIndex(
            model_name="namekey",
            index=models.Index(
                fields=["digibank", "first_key", "last_key", "person"], name="people_by_first_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("person",),
                name="one_valid_card_per_person",
                violation_error_code="taken",
                violation_error_message="This person has a card already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end", ""), ("ended_at", None)),
                    models.Q(
                        ("ended_at__gte", models.F("issued_at")),
                        models.Q(("end", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="card_ends_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="sameperson",
            constraint=models.UniqueConstraint(
                condition=models.Q(("unlinked_at", None)),
                fields=("one", "other"),
                name="one_open_link_between_two_persons",
                violation_error_code="taken",
                violation_error_message="These two are linked already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sameperson",
            constraint=models.CheckConstraint(
                condition=models.Q(("one__lt", models.F("other"))),
                name="link_between_two_persons",
                violation_error_code="same_record",
                violation_error_message="Choose another record.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sameperson",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("unlinked_at", None), ("unlinked_by", None)),
                    models.Q(("unlinked_at__isnull", False), ("unlinked_by__isnull", False)),
                    _connector="OR",
                ),
                name="link_ends_by_somebody",
            ),
        ),
    ]

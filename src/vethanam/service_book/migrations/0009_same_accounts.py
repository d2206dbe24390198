"""Whether accounts are as typed is told by the database: a face reads no account number."""

from django.db import migrations

SAME = """
CREATE FUNCTION public.service_book_same_accounts(facts bigint[], numbers text[], holders text[], onward text[])
RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT a.id
    FROM unnest(facts, numbers, holders, onward) t(fact, number, holder, onward_number)
    JOIN public.service_book_payeeaccount a ON a.id = t.fact
   WHERE (a.number, a.holder, a.onward_number) = (t.number, t.holder, t.onward_number)
$$;
REVOKE ALL ON FUNCTION public.service_book_same_accounts(bigint[], text[], text[], text[]) FROM PUBLIC;
"""
GONE = "DROP FUNCTION public.service_book_same_accounts(bigint[], text[], text[], text[]);"


class Migration(migrations.Migration):
    dependencies = [("service_book", "0008_others_of_account")]
    operations = [migrations.RunSQL(SAME, GONE)]

\set parent random(0, 99999)
\set child random(1000000, 999999999)
select * from prototype.pack(1, array[gen_random_uuid()], array['SB' || lpad(:parent::text, 5, '0')], array[:child::text]);

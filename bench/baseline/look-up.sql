\set child random(1, 2000000)
select child.code, parent.code, parent.child_count, parent.bill_id from prototype.child_bag child join prototype.parent_bag parent on parent.id = child.parent_id where child.code = lpad(:child::text, 7, '0');

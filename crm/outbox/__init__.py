"""Mail: rows written in the transaction of what they tell about, sent by a job; and mailboxes that are read."""

"""Mail to be sent: rows written in the transaction of what they tell about, sent by a job."""

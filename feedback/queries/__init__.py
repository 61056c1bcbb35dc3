"""What pages and other rooms read of tickets, surveys, reviews and compensation; nothing here writes."""

"""What pages read about members, points, vouchers and benefits. Next door: ``actions`` change them."""

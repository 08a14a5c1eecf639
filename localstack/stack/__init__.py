"""The local stack: MongoDB, LocalStack and the product on them, as processes of this machine."""

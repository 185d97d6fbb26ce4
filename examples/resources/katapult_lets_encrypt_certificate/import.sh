terraform import katapult_lets_encrypt_certificate.shop cert_Vb7Kq3XwTn9RzL5D

# Or by its name, if that is unique:
terraform import katapult_lets_encrypt_certificate.shop shop.example.org

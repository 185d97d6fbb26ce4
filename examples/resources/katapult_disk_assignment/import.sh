# The IDs of virtual machine and disk, joined by a slash.
terraform import katapult_disk_assignment.data vm_Rj4kXw8Tn1sQz6Ld/disk_p7Vb2HcY9mGf3NxA

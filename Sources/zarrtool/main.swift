print("zarrtool")

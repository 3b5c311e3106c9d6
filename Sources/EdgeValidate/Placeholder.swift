// EdgeValidate

from kerasgen.cli.main import main

main()

from digibank.cli import main

main()

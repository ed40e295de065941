function Join-ExoPortArgument {
    <#
    A command line from arguments, each of which a Windows program reads back as it was (the rules of CommandLineToArgvW):
    quotes around what has spaces or is empty, \" for a quote, and twice as many backslashes before a quote.
    #>
    param([string[]] $Argument)

    $words = foreach ($text in $Argument) {
        if ($text -match '^[^\s"]+$') { $text; continue }
        '"' + [regex]::Replace([regex]::Replace($text, '(\\*)"', '$1$1\"'), '(\\+)$', '$1$1') + '"'
    }
    $words -join ' '
}

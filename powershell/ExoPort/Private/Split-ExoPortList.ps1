function Split-ExoPortList {
    <# The parts of a list, also of one written into a single cell of a CSV file ('Imap;Pop'); empty parts are absent. #>
    param([string[]] $Value)

    foreach ($text in $Value) {
        if ($text) { $text.Split([char[]] ';, ', [System.StringSplitOptions]::RemoveEmptyEntries) }
    }
}

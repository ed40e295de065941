function Resolve-ExoPortExpiryDays {
    <#
    Days before a certificate's end, as numbers, also out of one text '30,14,7' as a command line gives it (a cast would
    make 30147 of that). Messages about what cannot be are added to $Problem.
    #>
    param([string[]] $Value, [System.Collections.IList] $Problem)

    foreach ($text in Split-ExoPortList $Value) {
        if ($text -match '^\d{1,4}$' -and [int] $text -le 3650) { [int] $text; continue }
        $null = $Problem.Add("-ExpiryDays '$(Limit-ExoPortText $text)' is not a number of days. Use 0 to 3650; separate several with commas.")
    }
}

function New-ExoPortErrorSearch {
    <# The state of one search for codes: text that waits, what was found, how far it got. #>
    param([string] $Path)

    @{
        Path    = $Path
        # Text that was not asked about yet.
        Waiting = [System.Text.StringBuilder]::new()
        # Line ends before it.
        Lines   = [long] 0
        Found   = [ordered] @{}
        Omitted = [long] 0
        Problem = $null
    }
}

function Resolve-ExoPortTaskAccount {
    <#
    The account of a scheduled task: Name as people write it, UserId and LogonType as a task's XML has them, and Service for
    the accounts that are part of Windows. None of these ways to log on stores a password: Windows knows that of its own
    accounts and of a managed service account, and any other account is logged on as a service for users (S4U).
    #>
    param([string] $Account)

    $builtIn = @(
        @{ Name = 'LOCAL SERVICE'; UserId = 'S-1-5-19' }
        @{ Name = 'NETWORK SERVICE'; UserId = 'S-1-5-20' }
        @{ Name = 'SYSTEM'; UserId = 'S-1-5-18' }
    )
    $asked = $Account.Trim()
    # LocalService, 'LOCAL SERVICE' and 'NT AUTHORITY\LOCAL SERVICE' are the same; so is the SID, in any language.
    $plain = ($asked -replace '^NT AUTHORITY\\', '').Replace(' ', '')
    foreach ($known in $builtIn) {
        if ($plain -eq $known.Name.Replace(' ', '') -or $asked -eq $known.UserId) {
            return @{ Name = $known.Name; UserId = $known.UserId; LogonType = $null; Service = $true }
        }
    }
    $logonType = if ($asked.EndsWith('$')) { 'Password' } else { 'S4U' }
    @{ Name = $asked; UserId = $asked; LogonType = $logonType; Service = $false }
}

function Resolve-ExoPortSid {
    <# The security identifier of a task's account. Throws when Windows does not know the account. #>
    param([hashtable] $Account)

    if ($Account.Service) { return [System.Security.Principal.SecurityIdentifier]::new($Account.UserId) }
    try {
        [System.Security.Principal.NTAccount]::new($Account.UserId).Translate([System.Security.Principal.SecurityIdentifier])
    }
    catch {
        throw [System.InvalidOperationException]::new("-Account '$($Account.Name)' is unknown to Windows: $($_.Exception.GetBaseException().Message)")
    }
}
